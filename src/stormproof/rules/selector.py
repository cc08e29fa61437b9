"""Selectors over findings: `check = s3_bucket_versioning and (tag.env = "dev" or name ~ "tmp-*")`, as a typed tree.

    or    := and ("or" and)*            field    := check alias objective severity service account region type name arn
    and   := not ("and" not)*                       problem tag.KEY
    not   := "not" not | "(" or ")" | atom
    atom  := field ("=" | "!=" | "~" | "<" | ">") value | field "in" "(" value ("," value)* ")"

`~` is a glob (`*`, `?`); `<` and `>` compare severities (`severity > MEDIUM` is HIGH and CRITICAL). A value is a bare
word or a quoted string. What is not known about a finding (tags that nobody could read) matches neither way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from stormproof.errors import NotBuiltError, UsageError
from stormproof.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stormproof.model.finding import Finding
    from stormproof.rules.check import Check

WHAT = ("check", "alias", "objective", "severity", "service", "problem")
WHERE = ("account", "region", "type", "name", "arn", "tag")
FIELDS = (*WHAT, *WHERE)
LATER = ("framework", "ou")
"""Fields of the grammar whose facts come with a later room of the product."""

LONGEST = 4096
DEEPEST = 32
MOST_ATOMS = 200
TOKEN = re.compile(
    r'\s*(?:(?P<mark>!=|[=~<>(),])|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>[^\s=!~<>(),"]+))', re.DOTALL
)

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison; `key` is the tag's."""

    field: str
    operator: str
    values: tuple[str, ...]
    key: str = ""

    def __str__(self) -> str:
        name = f"tag.{_written(self.key)}" if self.field == "tag" else self.field
        if self.operator == "in":
            return f"{name} in ({', '.join(map(_quoted, self.values))})"
        return f"{name} {self.operator} {_quoted(self.values[0])}"


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match."""

    part: Tree

    def __str__(self) -> str:
        return f"not ({self.part})" if isinstance(self.part, And | Or) else f"not {self.part}"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return " and ".join(f"({part})" if isinstance(part, And | Or) else str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return " or ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.parts)


Tree = Atom | Not | And | Or


@dataclass(frozen=True, slots=True)
class Selector:
    """A parsed selector; `str` writes it so that it parses to the same tree."""

    tree: Tree

    def __str__(self) -> str:
        return str(self.tree)

    def matches(self, finding: Finding, check: Check | None = None) -> bool:
        """Whether it surely matches; `check` tells objectives and earlier ids."""
        return decide(self.tree, lambda atom: _compare(atom, facts_of(atom, finding, check))) is True

    def atoms(self) -> tuple[Atom, ...]:
        """Every comparison in it."""
        return tuple(_atoms(self.tree))


def parse(text: str) -> Selector:
    """Raises `UsageError` with the column, `NotBuiltError` for a field whose room does not exist yet."""
    if len(text) > LONGEST:
        raise UsageError(f"the selector is longer than {LONGEST:,} characters")
    return Selector(_Parser(text).whole())


def decide(tree: Tree, atom: Callable[[Atom], Truth]) -> Truth:
    """Three-valued: None where it is not known."""
    match tree:
        case Atom():
            return atom(tree)
        case Not(part):
            inner = decide(part, atom)
            return None if inner is None else not inner
        case And(parts):
            found = [decide(part, atom) for part in parts]
            return False if False in found else None if None in found else True
        case Or(parts):
            found = [decide(part, atom) for part in parts]
            return True if True in found else None if None in found else False


def facts_of(atom: Atom, finding: Finding, check: Check | None) -> tuple[str, ...] | None:
    """What a finding says about the field of an atom; None where that is not known."""
    subject = finding.resource
    match atom.field:
        case "check":
            return (finding.check, *(check.was if check else ()))
        case "alias":
            return tuple(form for alias in finding.aliases for form in (alias, alias.partition(":")[2]))
        case "objective":
            return tuple(str(o) for o in check.objectives) if check else None
        case "severity":
            return (str(finding.severity),)
        case "service":
            return (finding.check.partition("_")[0],)
        case "problem":
            return (finding.slug,)
        case "tag":
            if subject.tags is None:
                return None
            return (subject.tags[atom.key],) if atom.key in subject.tags else ()
        case name:
            return (str(getattr(subject, name)),)


def compare(atom: Atom, values: tuple[str, ...]) -> bool:
    """One comparison over all values of a field."""
    match atom.operator:
        case "=" | "in":
            return any(v in atom.values for v in values)
        case "!=":
            return not any(v in atom.values for v in values)
        case "~":
            return any(glob(atom.values[0], v) for v in values)
        case "<":
            return any(Severity(v).rank > Severity(atom.values[0]).rank for v in values)
        case _:
            return any(Severity(v).rank < Severity(atom.values[0]).rank for v in values)


def glob(pattern: str, text: str) -> bool:
    """`*` any run, `?` one character; no more than length × length steps.

    >>> glob("tmp-*-?", "tmp-old-1")
    True
    """
    p = t = mark = 0
    star = -1
    while t < len(text):
        if p < len(pattern) and pattern[p] == "*":
            star, mark, p = p, t, p + 1
        elif p < len(pattern) and pattern[p] in ("?", text[t]):
            p, t = p + 1, t + 1
        elif star >= 0:
            mark += 1
            p, t = star + 1, mark
        else:
            return False
    return set(pattern[p:]) <= {"*"}


def _compare(atom: Atom, values: tuple[str, ...] | None) -> Truth:
    return None if values is None else compare(atom, values)


def _atoms(tree: Tree) -> Iterator[Atom]:
    match tree:
        case Atom():
            yield tree
        case Not(part):
            yield from _atoms(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _atoms(part)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _written(key: str) -> str:
    return key if re.fullmatch(r"[\w.:/@+-]+", key) else _quoted(key)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    """Recursive descent, at most `DEEPEST` deep."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tuple(self._tokens())
        self.next = 0
        self.count = 0

    def whole(self) -> Tree:
        """The whole text, and nothing after it."""
        tree = self._either(0)
        if self._peek().kind != "end":
            self._fail(f"'and', 'or' or the end was expected, not {self._peek().text!r}")
        return tree

    def _tokens(self) -> Iterator[_Token]:
        at, end = 0, len(self.text.rstrip())
        while at < end:
            found = TOKEN.match(self.text, at)
            if not found:
                _refuse(
                    at, "a quoted string does not end" if '"' in self.text[at:] else "this cannot be read"
                )
            kind = found.lastgroup or "word"
            word = found.group(kind)
            yield _Token(
                kind,
                re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL) if kind == "text" else word,
                found.start(kind),
            )
            at = found.end()
        yield _Token("end", "the end", end)

    def _either(self, depth: int) -> Tree:
        parts = [self._both(depth)]
        while self._take("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self, depth: int) -> Tree:
        parts = [self._single(depth)]
        while self._take("and"):
            parts.append(self._single(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _single(self, depth: int) -> Tree:
        if depth > DEEPEST:
            self._fail(f"it is nested deeper than {DEEPEST}")
        if self._take("not"):
            return Not(self._single(depth + 1))
        if self._mark("("):
            tree = self._either(depth + 1)
            self._expect(")")
            return tree
        return self._atom()

    def _atom(self) -> Atom:
        self.count += 1
        if self.count > MOST_ATOMS:
            self._fail(f"it has more than {MOST_ATOMS} comparisons")
        start = self._peek()
        name, key = self._field()
        operator = "in" if self._take("in") else self._operator()
        values = self._several() if operator == "in" else (self._value(),)
        if name == "severity":
            values = tuple(self._severity(value, start) for value in values)
        elif operator in {"<", ">"}:
            _refuse(start.at, f"only severity has an order; {name} takes = != in ~")
        return Atom(name, operator, values, key)

    def _field(self) -> tuple[str, str]:
        token = self._advance()
        name, dot, key = token.text.partition(".")
        if token.kind == "word" and name == "tag" and dot:
            if not key and self._peek().kind == "text" and self._peek().at == token.at + len("tag."):
                key = self._advance().text
            if key:
                return name, key
        if token.kind == "word" and not dot and name in LATER:
            raise NotBuiltError(f"selecting by {name} (column {token.at + 1})")
        if token.kind == "end":
            _refuse(token.at, "a field was expected: check = s3_bucket_versioning and account = 111122223333")
        if token.kind != "word" or dot or name not in FIELDS or name == "tag":
            _refuse(
                token.at,
                f"{token.text!r} is no field; fields: {', '.join((*FIELDS[:-1], 'tag.KEY', *LATER))}",
            )
        return name, ""

    def _operator(self) -> str:
        token = self._advance()
        if token.kind != "mark" or token.text not in ("=", "!=", "~", "<", ">"):
            _refuse(token.at, f"an operator (= != in ~ < >) was expected, not {_said(token)}")
        return token.text

    def _several(self) -> tuple[str, ...]:
        self._expect("(")
        values = [self._value()]
        while self._mark(","):
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _value(self) -> str:
        token = self._advance()
        if token.kind not in ("word", "text"):
            _refuse(token.at, f"a value was expected, not {_said(token)}")
        return token.text

    def _severity(self, value: str, at: _Token) -> str:
        if value.upper() not in Severity.__members__:
            _refuse(at.at, f"{value!r} is no severity; severities: {', '.join(Severity)}")
        return value.upper()

    def _peek(self) -> _Token:
        return self.tokens[self.next]

    def _advance(self) -> _Token:
        token = self._peek()
        self.next += token.kind != "end"
        return token

    def _take(self, word: str) -> bool:
        found = self._peek().kind == "word" and self._peek().text.lower() == word
        self.next += found
        return found

    def _mark(self, mark: str) -> bool:
        found = self._peek().kind == "mark" and self._peek().text == mark
        self.next += found
        return found

    def _expect(self, mark: str) -> None:
        if not self._mark(mark):
            self._fail(f"{mark!r} was expected, not {_said(self._peek())}")

    def _fail(self, what: str) -> NoReturn:
        _refuse(self._peek().at, what)


def _said(token: _Token) -> str:
    return "the end" if token.kind == "end" else repr(token.text)


def _refuse(at: int, what: str) -> NoReturn:
    raise UsageError(f"selector, column {at + 1}: {what}")
