"""Conditions of a statement on a request: true, false, or what they turn on.

Sources: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html and
…/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from stormproof.iam.formulas import Atom, Formula, both, either, opposite
from stormproof.iam.globs import (
    ARN_FIELDS,
    Tokens,
    Variable,
    fields,
    fold,
    joined,
    literal,
    matches,
    shown,
    tokens,
)
from stormproof.iam.operators import Network, Operator, Quantifier, instant, number, octets, operand, truth
from stormproof.iam.policy import Condition
from stormproof.iam.request import Request, Unknown


def holds(condition: Condition, request: Request) -> Formula:
    """Whether one operator on one key is satisfied."""
    operator = condition.operator
    if operator is None:
        return Atom(
            f"operator:{condition.written}", fold(condition.key), fold(condition.written), condition.values
        )
    if not condition.readable:
        return Atom("value", fold(condition.key), condition.written, condition.values)
    given = request.given(condition.key)
    if given is Unknown.TAG_CASE:
        return Atom("tag-case", fold(condition.key), condition.written, condition.values)
    if operator.base == "Null":
        return _null(condition, _present(condition.key, given))
    if isinstance(given, Unknown):
        return _of_unknown(condition, operator, _present(condition.key, given))
    return _of_values(condition, operator, request, given)


def bound(
    parts: Tokens,
    request: Request,
    within: Callable[[Tokens], Formula],
    *,
    about: tuple[str, ...],
    negated: bool,
) -> Formula:
    """The test with values in place of the variables; without a value the entry matches nothing.

    `about` says what is tested, so that one atom never stands for two tests.

    In a negated element that would make the statement apply, and AWS does not say that it does: an atom.
    """
    found: list[str | Tokens] = []
    for part in parts:
        if not isinstance(part, Variable):
            found.append((part,))
            continue
        given = request.given(part.key)
        if isinstance(given, Unknown):
            return Atom("relation", fold(part.key), "", (*about, shown(parts)))
        value = given[0] if len(given) == 1 else part.default
        if value is None:
            return Atom("unresolved-variable", fold(part.key), "", (part.text,)) if negated else False
        found.append(literal(value))
    return within(joined(token for some in found for token in some))


def _present(key: str, given: object) -> Formula:
    if given is Unknown.PRESENCE:
        return Atom(f"key:{fold(key)}", fold(key), "present")
    return given is Unknown.VALUE or bool(given)


def _null(condition: Condition, present: Formula) -> Formula:
    wanted = {operand("Null", value) for value in condition.values}
    return either(
        True in wanted and opposite(present),
        False in wanted and present,
    )


def _of_unknown(condition: Condition, operator: Operator, present: Formula) -> Formula:
    """One atom says whether the value matches; both polarities and `ForAllValues` are written by the same atom."""
    match operator.quantifier:
        case Quantifier.ANY:
            some = _some_value(condition, operator, negated=operator.negated)
            return _if_present(operator, present, some, absent=False)
        case Quantifier.ALL:
            other = _some_value(condition, operator, negated=not operator.negated)
            return either(opposite(present), opposite(other))
        case Quantifier.NONE:
            same = _some_value(condition, operator, negated=False)
            met = opposite(same) if operator.negated else same
            return _if_present(operator, present, met, absent=operator.negated)


def _if_present(operator: Operator, present: Formula, met: Formula, *, absent: bool) -> Formula:
    if operator.if_exists or absent:
        return either(opposite(present), met)
    return both(present, met)


def _some_value(condition: Condition, operator: Operator, *, negated: bool) -> Formula:
    single = operator.quantifier is Quantifier.NONE
    if not condition.values:
        return negated
    if operator.base == "StringLike" and "*" in condition.values:
        return not negated
    name = operator.base if single else f"{Quantifier.ANY.value}:{operator.base}"
    key = fold(condition.key)
    sign = "Not " if negated and not single else ""
    values = (*sorted(set(condition.values)), *_bindings(condition))
    return Atom(f"key:{key}", key, f"{sign}{name}", values)


def _bindings(condition: Condition) -> tuple[str, ...]:
    """A mark that keeps text with variables apart from the same text without: only the first is read by the request."""
    has = condition.variables and any(
        isinstance(part, Variable) for value in condition.values for part in tokens(value, variables=True)
    )
    return ("${}",) if has else ()


def _of_values(condition: Condition, operator: Operator, request: Request, given: tuple[str, ...]) -> Formula:
    if not given:
        if operator.quantifier is Quantifier.ALL:
            return True
        return operator.if_exists or (operator.negated and operator.quantifier is Quantifier.NONE)
    same = [_matches_some(condition, operator, value, request) for value in given]
    inner = [opposite(one) for one in same] if operator.negated else same
    match operator.quantifier:
        case Quantifier.ANY:
            return either(*inner)
        case Quantifier.ALL:
            return both(*inner)
        case Quantifier.NONE:
            plain = _on_a_list(condition.key, same)
            return opposite(plain) if operator.negated else plain


def _on_a_list(key: str, same: list[Formula]) -> Formula:
    """A plain operator on a list is not documented: some element, or every one."""
    some, every = either(*same), both(*same)
    if some == every:
        return some
    reading = Atom("multi-valued", fold(key))
    return either(both(reading, some), both(opposite(reading), every))


def _matches_some(condition: Condition, operator: Operator, value: str, request: Request) -> Formula:
    negated = operator.negated
    return either(
        *(_matches(condition, operator, entry, value, request, negated) for entry in condition.values)
    )


def _matches(
    condition: Condition,
    operator: Operator,
    entry: str,
    value: str,
    request: Request,
    negated: bool,  # noqa: FBT001 (as the operator's own)
) -> Formula:
    if not operator.takes_variables:
        return _compares(operator.base, entry, value)
    parts = tokens(entry, variables=condition.variables)
    if operator.base.startswith("StringEquals"):
        parts = joined(part if isinstance(part, Variable) else _as_written(part) for part in parts)
    test = TEXTS[operator.base]
    about = (fold(condition.key), operator.base, value)
    return bound(parts, request, lambda found: test(found, value), about=about, negated=negated)


def _as_written(part: object) -> str:
    return part if isinstance(part, str) else str(getattr(part, "value", ""))


def _same(parts: Tokens, value: str) -> Formula:
    return "".join(map(_as_written, parts)) == value


def _same_but_for_case(parts: Tokens, value: str) -> Formula:
    wanted = "".join(map(_as_written, parts))
    if fold(wanted) == fold(value):
        return True
    if wanted.casefold() == value.casefold():
        return Atom("case-of-letters", values=(wanted, value))
    return False


def _like_an_arn(parts: Tokens, value: str) -> Formula:
    """Each of the six parts apart, so that a wildcard in the first five never crosses a colon."""
    pattern = fields(parts, ARN_FIELDS)
    texts = value.split(":", ARN_FIELDS - 1)
    if len(pattern) != ARN_FIELDS:
        return Atom("value", values=("ArnLike", shown(parts), value))
    if len(texts) != ARN_FIELDS or texts[0] != "arn":
        return False
    return all(map(matches, pattern, texts))


TEXTS: dict[str, Callable[[Tokens, str], Formula]] = {
    "StringEquals": _same,
    "StringEqualsIgnoreCase": _same_but_for_case,
    "StringLike": matches,
    "ArnLike": _like_an_arn,
}


def _compares(base: str, entry: str, value: str) -> Formula:
    """A value of the request that does not parse matches nothing."""
    wanted = operand(base, entry)
    match base:
        case "Bool":
            found = truth(value)
            return found is not None and found == wanted
        case "BinaryEquals":
            octet = octets(value)
            return octet is not None and octet == wanted
        case "IpAddress":
            return _inside(wanted, value)
    size: Decimal | Fraction | None = number(value) if base.startswith("Numeric") else instant(value)
    if size is None or not isinstance(wanted, Decimal | Fraction):
        return False
    return _ordered(base.removeprefix("Numeric").removeprefix("Date"), Fraction(size), Fraction(wanted))


def _ordered(relation: str, size: Fraction, wanted: Fraction) -> bool:
    return {
        "Equals": size == wanted,
        "LessThan": size < wanted,
        "LessThanEquals": size <= wanted,
        "GreaterThan": size > wanted,
        "GreaterThanEquals": size >= wanted,
    }[relation]


def _inside(wanted: object, value: str) -> Formula:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if not isinstance(wanted, Network):
        return False
    if any(isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped for one in (address, wanted[0])):
        return Atom("ipv4-mapped", values=(str(wanted), value))
    return address in wanted
