"""Terms of a text: `ERROR "exact phrase" -excluded`, `?one ?other`, `%regex%`.

A term is looked for in the JSON text of the event. A phrase with spaces or with JSON's own signs depends on how the
event is written down, which nobody documents: such a term is undecided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from stormproof.rules.patterns import regex
from stormproof.rules.patterns.regex import NotDecidedError
from stormproof.rules.patterns.truth import NO, YES, Truth, every, of, some

TERM = re.compile(
    r'\s*(?P<sign>[-?]?)\s*(?:"(?P<quoted>[^"\\]*)"|%(?P<regex>[^%]*)%|(?P<bare>\w+))(?=\s|$)', re.ASCII
)
SAFE = re.compile(r"[\w.:/@#=+*-]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A text, or a regular expression."""

    text: str = ""
    regex: regex.Regex | None = None

    def found(self, text: str) -> bool:
        return regex.found(self.regex, text) if self.regex else self.text in text


@dataclass(frozen=True, slots=True)
class Terms:
    """All of `included`, none of `excluded`; or one of `optional`."""

    included: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    optional: tuple[Term, ...] = ()


def parse(text: str) -> Terms:
    """Raises `NotDecidedError` for what is not documented."""
    signed: dict[str, list[Term]] = {"": [], "-": [], "?": []}
    at = 0
    while at < len(text):
        match = TERM.match(text, at)
        if not match:
            _give_up(f"{text[at:][:20]!r}")
        signed[match["sign"]].append(_term(match))
        at = match.end()
        at += len(text[at:]) - len(text[at:].lstrip())
    if signed["?"] and (signed[""] or signed["-"]):
        _give_up("optional terms beside others")
    if not signed["?"] and not signed[""]:
        _give_up("nothing but excluded terms")
    return Terms(tuple(signed[""]), tuple(signed["-"]), tuple(signed["?"]))


def _term(match: re.Match[str]) -> Term:
    if match["regex"] is not None:
        return Term(regex=regex.parse(match["regex"]))
    text = match["quoted"] if match["quoted"] is not None else match["bare"]
    if not SAFE.fullmatch(text):
        _give_up(f"the term {text[:20]!r}, which depends on how the event is written down")
    return Term(text)


def _give_up(what: str) -> NoReturn:
    raise NotDecidedError(f"a pattern of terms that is not documented: {what}")


def hold(terms: Terms, text: str) -> Truth:
    """Whether the text has the terms."""
    if terms.optional:
        return some(of(term.found(text)) for term in terms.optional)
    included = every(of(term.found(text)) for term in terms.included)
    excluded = some(of(term.found(text)) for term in terms.excluded)
    return YES if included is YES and excluded is NO else NO
