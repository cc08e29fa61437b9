"""What the place and the name of a file say: account, region, operation, and whose answer it is.

`DIR/<account>/<region>/service.operation[.region][.account][@id].json`; every part but the content may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from stormproof.collect.dump.given import Hint
from stormproof.model.arn import ACCOUNT

REGION = re.compile(
    r"[a-z]{2,3}(-[a-z]{2,5}){0,2}-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d{1,2}"
)
ENDINGS = (".gz", ".json", ".ndjson", ".jsonl")
CLI_NAMES: Mapping[str, str] = {
    "s3api": "s3",
    "configservice": "config",
    "deploy": "codedeploy",
    "elasticloadbalancing": "elb",
    "opensearchservice": "opensearch",
}
"""The AWS CLI's other names of services, without `-` and `_`."""

SUBJECT, ENOUGH = "@", 2


def squeezed(name: str) -> str:
    """A name without its case, `_` and `-`."""
    return name.replace("_", "").replace("-", "").lower()


def is_region(text: str) -> bool:
    """`eu-west-1` and its like."""
    return REGION.fullmatch(text) is not None


class Namer:
    """Knows the names of all operations that rows name."""

    def __init__(self, operations: Iterable[str]) -> None:
        self._by_name: dict[str, set[str]] = {}
        self._services: dict[str, str] = {}
        for name in operations:
            service, _, operation = name.partition(":")
            self._by_name.setdefault(squeezed(operation), set()).add(name)
            self._services[squeezed(service)] = service
        self._services |= {
            cli: service for cli, service in CLI_NAMES.items() if service in self._services.values()
        }

    def hint(self, path: str) -> Hint:
        """What a path relative to the folder says; the nearest folder wins."""
        *folders, name = path.split("/")
        stem, _, subjects = _bare(name).partition(SUBJECT)
        parts = [part for part in stem.split(".") if part]
        account = next((p for p in [*parts[::-1], *folders[::-1]] if ACCOUNT.fullmatch(p)), None)
        region = next((p for p in [*parts[::-1], *folders[::-1]] if is_region(p)), None)
        words = [
            squeezed(p) for p in parts if not ACCOUNT.fullmatch(p) and not is_region(p) and not p.isdigit()
        ]
        service = next((self._services[w] for w in words if w in self._services), None)
        service = service or next(
            (self._services[w] for f in folders[::-1] if (w := squeezed(f)) in self._services), None
        )
        ids = tuple(unquote(one) for one in subjects.split(SUBJECT) if one)
        return Hint(account, region, service, self._operations(words, service), ids)

    def _operations(self, words: Iterable[str], service: str | None) -> frozenset[str]:
        for word in words:
            found = self._by_name.get(word) or self._joined(word)
            if found:
                own = {name for name in found if name.startswith(f"{service}:")}
                return frozenset(own or found)
        return frozenset()

    def _joined(self, word: str) -> set[str]:
        """`ec2-describe-subnets` names both in one word."""
        for squeezed_service, service in self._services.items():
            if word.startswith(squeezed_service):
                found = self._by_name.get(word.removeprefix(squeezed_service), ())
                own = {name for name in found if name.startswith(f"{service}:")}
                if own:
                    return own
        return set()


def _bare(name: str) -> str:
    while ending := next((e for e in ENDINGS if name.lower().endswith(e)), None):
        name = name[: -len(ending)]
    return name
