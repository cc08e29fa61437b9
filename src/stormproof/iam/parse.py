"""From JSON to immutable statements. What AWS would refuse is a value that says what and where, never a crash.

Grammar: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stormproof.iam import documents
from stormproof.iam.globs import Tokens, broken_variable, tokens
from stormproof.iam.operators import operand, operator
from stormproof.iam.policy import (
    Condition,
    Document,
    Effect,
    Fault,
    Form,
    Malformed,
    Named,
    Patterns,
    Principals,
    Statement,
)

OLD, NEW = "2008-10-17", "2012-10-17"
OF_A_DOCUMENT = frozenset({"Version", "Id", "Statement"})
OF_A_STATEMENT = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
MOST_FAULTS = 100


class _RefusedError(ValueError):
    """AWS would not take it."""

    def __init__(self, at: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(at, message)


def parse(source: str | bytes | Mapping[str, Any], form: Form = Form.IDENTITY) -> Document | Malformed:
    """A policy as text or as the object that a text says.

    >>> parse('{"Statement": {"Effect": "Allow", "Action": "s3:*"}}').faults[0]
    Fault(at='/Statement', message='Resource and NotResource: one of the two is needed')
    """
    written = documents.read(source) if isinstance(source, str | bytes) else source
    if isinstance(written, Fault):
        return Malformed((written,))
    try:
        return _Reading(form).document(written)
    except _RefusedError as error:
        return Malformed((error.fault,))


class _Reading:
    """One document being read; `faults` gathers what is wrong and still a policy."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.faults: list[Fault] = []
        self.variables = False

    def document(self, written: Any) -> Document:
        whole = _mapping(written, "", "a policy is a JSON object")
        if _doubled(whole):
            raise _RefusedError("", "a name stands twice")
        for name in whole.keys() - OF_A_DOCUMENT:
            self.fault("", f"there is no element {_shown(name)}")
        version = whole.get("Version", OLD)
        if version not in (OLD, NEW):
            raise _RefusedError("/Version", f"{_shown(version)} is not {NEW} or {OLD}")
        self.variables = version == NEW
        if "Statement" not in whole:
            raise _RefusedError("", "there is no Statement")
        found = tuple(self.statement(*one) for one in _listed(whole["Statement"], "/Statement"))
        sids = [statement.sid for statement in found if statement.sid]
        if len(set(sids)) != len(sids):
            self.fault("/Statement", "two statements have one Sid")
        if whole.keys() - OF_A_DOCUMENT:
            found = tuple(_doubting(one, "element") for one in found)
        faults = sorted(self.faults)[:MOST_FAULTS]
        return Document(found, str(version), _text(whole.get("Id", ""), "/Id"), tuple(faults))

    def statement(self, written: Any, at: str) -> Statement:
        whole = _mapping(written, at, "a statement is a JSON object")
        doubts = [
            *self._doubled_within(whole, at),
            *("element" for name in whole.keys() - OF_A_STATEMENT if self._unknown(name, at)),
        ]
        effect = whole.get("Effect")
        if effect not in ("Allow", "Deny"):
            raise _RefusedError(f"{at}/Effect", f"{_shown(effect)} is not Allow or Deny")
        actions = self.patterns(whole, "Action", at, variables=False)
        if actions is None:
            raise _RefusedError(at, "Action and NotAction: one of the two is needed")
        resources = self.patterns(whole, "Resource", at, variables=self.variables)
        if resources is not None and self.form is Form.TRUST:
            raise _RefusedError(at, "a trust policy names no resource: it is the role")
        if resources is None and self.form is not Form.TRUST:
            raise _RefusedError(at, "Resource and NotResource: one of the two is needed")
        return Statement(
            effect=Effect(effect),
            actions=actions,
            resources=resources,
            principals=self.principals(whole, at),
            conditions=tuple(self.conditions(whole.get("Condition", {}), f"{at}/Condition")),
            at=at,
            sid=_text(whole.get("Sid", ""), f"{at}/Sid"),
            doubts=tuple(dict.fromkeys(doubts)),
        )

    def patterns(self, whole: Mapping[str, Any], name: str, at: str, *, variables: bool) -> Patterns | None:
        given = [one for one in (name, f"Not{name}") if one in whole]
        if not given:
            return None
        if len(given) > 1:
            raise _RefusedError(at, f"{name} and Not{name} exclude one another")
        at = f"{at}/{given[0]}"
        entries = tuple(self._pattern(*one, variables=variables) for one in _listed(whole[given[0]], at))
        if not entries:
            self.fault(at, "the list is empty")
        return Patterns(entries, excluded=given[0] != name)

    def _pattern(self, written: Any, at: str, *, variables: bool) -> Tokens:
        text = _text(written, at)
        if variables and broken_variable(text):
            raise _RefusedError(at, f"{_shown(text)} opens a variable and does not close it")
        return tokens(text, variables=variables)

    def principals(self, whole: Mapping[str, Any], at: str) -> Principals | None:
        given = [one for one in ("Principal", "NotPrincipal") if one in whole]
        if len(given) > 1:
            raise _RefusedError(at, "Principal and NotPrincipal exclude one another")
        if self.form is Form.IDENTITY:
            if given:
                self.fault(f"{at}/{given[0]}", "a policy of an identity names no principals: it is ignored")
            return None
        if not given:
            self.fault(at, "without Principal or NotPrincipal the statement matches nobody")
            return None
        at = f"{at}/{given[0]}"
        entries = tuple(_named(whole[given[0]], at))
        if any(one.kind != "CanonicalUser" and "*" in one.text[1:] for one in entries):
            self.fault(at, "a principal holds no wildcard: it matches nothing")
        return Principals(entries, excluded=given[0] == "NotPrincipal")

    def conditions(self, written: Any, at: str) -> Iterator[Condition]:
        for name, keys in _mapping(written, at, "Condition is a JSON object").items():
            place = f"{at}/{_escaped(name)}"
            for key, values in _mapping(keys, place, "an operator has an object of keys").items():
                yield self.condition(_text(name, at), _text(key, place), values, f"{place}/{_escaped(key)}")

    def condition(self, name: str, key: str, written: Any, at: str) -> Condition:
        found = operator(name)
        values = tuple(_value(*one) for one in _listed(written, at))
        variables = self.variables and found is not None and found.takes_variables
        readable = True
        if found is None:
            self.fault(at, f"there is no operator {_shown(name)}")
        else:
            wrong = [
                value
                for value in values
                if operand(found.base, value) is None or (variables and broken_variable(value))
            ]
            readable = not wrong
            for value in wrong:
                self.fault(at, f"{_shown(value)} is no value for {name}")
        return Condition(found, name, key, values, variables, at, readable)

    def fault(self, at: str, message: str) -> None:
        self.faults.append(Fault(at, message))

    def _unknown(self, name: str, at: str) -> bool:
        self.fault(at, f"there is no element {_shown(name)}")
        return True

    def _doubled_within(self, whole: Mapping[str, Any], at: str) -> Iterator[str]:
        blocks = [whole, *(one for one in whole.values() if isinstance(one, Mapping))]
        condition = whole.get("Condition")
        if isinstance(condition, Mapping):
            blocks += [one for one in condition.values() if isinstance(one, Mapping)]
        if any(map(_doubled, blocks)):
            self.fault(at, "a name stands twice: readers differ about what it says")
            yield "duplicate-key"


def _named(written: Any, at: str) -> Iterator[Named]:
    if written == "*":
        yield Named("AWS", "*")
        return
    for kind, names in _mapping(written, at, "it is * or an object").items():
        if kind not in PRINCIPAL_KINDS:
            raise _RefusedError(at, f"there is no kind of principal {_shown(kind)}")
        for name, place in _listed(names, f"{at}/{kind}"):
            text = str(name) if isinstance(name, documents.Number) else _text(name, place)
            yield Named(kind, text)


def _doubting(statement: Statement, doubt: str) -> Statement:
    return Statement(
        effect=statement.effect,
        actions=statement.actions,
        resources=statement.resources,
        principals=statement.principals,
        conditions=statement.conditions,
        at=statement.at,
        sid=statement.sid,
        doubts=tuple(dict.fromkeys((*statement.doubts, doubt))),
    )


def _listed(written: Any, at: str) -> Iterator[tuple[Any, str]]:
    """AWS writes one thing without brackets."""
    if isinstance(written, list | tuple):
        yield from ((one, f"{at}/{number}") for number, one in enumerate(written))
    else:
        yield written, at


def _mapping(written: Any, at: str, message: str) -> Mapping[str, Any]:
    if not isinstance(written, Mapping) or not all(isinstance(name, str) for name in written):
        raise _RefusedError(at, message)
    return written


def _text(written: Any, at: str) -> str:
    if not isinstance(written, str) or isinstance(written, documents.Number):
        raise _RefusedError(at, f"{_shown(written)} is no text")
    if not written.isascii() and any("\ud800" <= char <= "\udfff" for char in written):
        raise _RefusedError(at, "it holds half of a character")
    return written


def _value(written: Any, at: str) -> str:
    """JSON booleans and numbers of a condition are read as their text."""
    match written:
        case bool():
            return "true" if written else "false"
        case documents.Number() | int():
            return str(written)
        case float() if written - written == 0:
            return repr(written)
        case _:
            return _text(written, at)


def _doubled(whole: Mapping[str, Any]) -> bool:
    return isinstance(whole, documents.Doubled) or len({name.lower() for name in whole}) != len(whole)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _shown(written: Any) -> str:
    """Enough of it to be found, printable."""
    text = ascii(written)
    return text if len(text) <= 80 else f"{text[:77]}…"  # noqa: PLR2004 (a line of a message)
