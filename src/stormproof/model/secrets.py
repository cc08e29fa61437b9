"""Does a text hold a secret, and where: shapes from `secrets.toml`; entropy only next to a credential's name."""

from __future__ import annotations

import math
import re
import tomllib
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LONGEST_SCANNED = 1_000_000
SHORTEST = 12
"""No shape is shorter."""

LEAST_ENTROPY = 3.2
SHORTEST_GUESS = 12
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_CREDENTIAL = re.compile(
    r"(?:passw(?:or)?d|passwd|pwd|secret|secretkey|secretaccesskey|token|authkey|presharedkey|privatekey|"
    r"connectionstring|apikey|credential|accesskey|passphrase)s?$"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """One way a secret can look; `near` holds texts of which one must occur."""

    id: str
    says: str
    pattern: re.Pattern[str]
    near: tuple[str, ...]
    checksum: str = ""

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Where it occurs."""
        if not any(word in text for word in self.near):
            return []
        return [(m.start(), m.end(), self.id) for m in self.pattern.finditer(text) if self._sound(m)]

    def _sound(self, found: re.Match[str]) -> bool:
        return self.checksum != "crc32-base62" or _crc32_base62(found[1])


@cache
def shapes() -> tuple[Shape, ...]:
    """The table, compiled once."""
    table = tomllib.loads(files("stormproof.model").joinpath("secrets.toml").read_text(encoding="utf-8"))
    return tuple(
        Shape(id_, row["says"], re.compile(row["pattern"]), tuple(row["near"]), row.get("checksum", ""))
        for id_, row in table.items()
    )


def find(text: str) -> tuple[tuple[int, int, str], ...]:
    """Places of secrets in a text, by shape alone: (start, end, id of the shape), in order."""
    if len(text) < SHORTEST:
        return ()
    looked_at = text[:LONGEST_SCANNED]
    near = {shape for word, shape in _words() if word in looked_at}
    return tuple(sorted(span for shape in near for span in shape.spans(looked_at))) if near else ()


@cache
def _words() -> tuple[tuple[str, Shape], ...]:
    return tuple((word, shape) for shape in shapes() for word in shape.near)


USER_INFO = "url_user_info"
"""What stands before the host of an address. Not a shape of the table: a name alone is a secret only in some places."""


def user_info(text: str) -> tuple[tuple[int, int, str], ...]:
    """Where an address says who asks, `https://token@host/`: with or without a password, at most once.

    >>> user_info("https://token@github.com/a/b"), user_info("https://github.com/a/b@v1")
    (((8, 13, 'url_user_info'),), ())
    """
    scheme, mark, rest = text.partition("://")
    place, _, _ = rest.partition("/")
    if "@" in place:
        end = place.rindex("@")
    elif ":" in place and not place.rpartition(":")[2].isdecimal() and "@" in rest:
        end = rest.rindex("@")  # a password with a slash in it
    else:
        return ()
    start = len(scheme + mark)
    return ((start, start + end, USER_INFO),) if mark and end else ()


def names_credential(member: str) -> bool:
    """Does a member or a variable of this name hold a credential? `MasterUserPassword`, `DB_PASSWORD`, `authKey`.

    >>> names_credential("DB_PASSWORD"), names_credential("PasswordLastUsed"), names_credential("NextToken")
    (True, False, False)
    """
    plain = re.sub(r"[^a-z0-9]", "", member.lower())
    return plain not in NOT_CREDENTIALS and bool(_CREDENTIAL.search(plain))


NOT_CREDENTIALS = frozenset({
    "nexttoken", "continuationtoken", "nextcontinuationtoken", "paginationtoken", "clienttoken", "clientrequesttoken",
    "httptokens", "starttoken", "nextpagetoken", "idempotencytoken", "creationtoken", "callerreferencetoken",
})  # fmt: skip
"""Members that are named like a credential and are none: paging, idempotency, IMDS options."""


def looks_random(text: str) -> bool:
    """Enough entropy for a password of a machine; only asked next to a credential's name."""
    if len(text) < SHORTEST_GUESS or " " in text:
        return False
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values()) >= LEAST_ENTROPY


def _crc32_base62(token: str) -> bool:
    body, told = token[:-6], token[-6:]
    number, text = zlib.crc32(body.encode("ascii")), ""
    while number:
        number, digit = divmod(number, 62)
        text = BASE62[digit] + text
    return text.rjust(6, "0") == told
