"""The evaluator says what a slow one says that is written another way: regular expressions and every completion tried."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from stormproof.iam.decide import Answer, decide
from stormproof.iam.globs import matches, matches_within, tokens
from stormproof.iam.layers import Level, Policies, Policy
from stormproof.iam.parse import parse
from stormproof.iam.policy import Form
from stormproof.iam.request import Context, Kind, Principal, Request, Unknown

HERE, THERE = "111122223333", "444455556666"
ALICE = f"arn:aws:iam::{HERE}:user/alice"
KEY, VALUES = "k", ("a", "b", "zz")  # the last is none of the policies'
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        operator: st.fixed_dictionaries({KEY: st.lists(st.sampled_from(["a", "b"]), max_size=2)})
        for operator in ("StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists")
    }
    | {"Null": st.fixed_dictionaries({KEY: st.sampled_from(["true", "false"])})},
)
PATTERNS = st.sampled_from(["*", "sqs:*", "SQS:Send*", "sqs:s?nd", "sns:Send", "sqs:Get"])
PRINCIPALS = st.sampled_from(
    ["*", {"AWS": ALICE}, {"AWS": HERE}, {"AWS": [THERE, f"arn:aws:iam::{THERE}:user/bob"]}, {"Service": "x"}]
)


def statements(*, named):
    shape = {
        "Effect": st.sampled_from(["Allow", "Allow", "Deny"]),
        "Resource": st.sampled_from(["*", f"arn:aws:sqs:*:{HERE}:q*", f"arn:aws:sqs:*:{THERE}:q"]),
        "Condition": CONDITIONS,
    }
    principal = {"Principal": PRINCIPALS} if named else {}
    return st.lists(
        st.one_of(
            st.fixed_dictionaries(shape | principal | {"Action": PATTERNS}),
            st.fixed_dictionaries(shape | principal | {"NotAction": PATTERNS}),
        ),
        max_size=3,
    )


LAYERS = st.fixed_dictionaries(
    {
        "identity": statements(named=False),
        "boundary": st.none() | statements(named=False),
        "scp": st.none() | statements(named=False),
        "resource": st.none() | statements(named=True),
    }
)


@given(
    LAYERS, st.sampled_from([HERE, THERE]), st.sampled_from([None, "a", "b", Unknown.VALUE, Unknown.PRESENCE])
)
def test_the_evaluator_agrees_with_a_slow_one(layers, owner, value):
    resource = f"arn:aws:sqs:eu-west-1:{owner}:q"
    said = {slowly(layers, owner, resource, one) for one in completions(value)}
    decision = decide(
        Request(
            principal=Principal(kind=Kind.USER, account=HERE, arn=ALICE),
            action="sqs:Send",
            resource=resource,
            context=Context.of({} if value is None else {KEY: (value,) if isinstance(value, str) else value}),
        ),
        read(layers),
    )
    if len(said) > 1:
        assert decision.effect is Answer.DEPENDS
    elif (
        decision.effect is not Answer.DEPENDS
    ):  # two values of one key are not yet known to exclude each other
        assert decision.allowed is said.pop()
    else:
        assert isinstance(value, Unknown)


def completions(value):
    match value:
        case Unknown.VALUE:
            return VALUES
        case Unknown.PRESENCE:
            return (None, *VALUES)
        case _:
            return (value,)


def read(layers):
    made = {
        name: (
            Policy(name, parse({"Statement": found}, Form.RESOURCE if name == "resource" else Form.IDENTITY)),
        )
        for name, found in layers.items()
        if found is not None
    }
    if "scp" in made:
        made["scp"] = (Level("r-1", made["scp"]),)
    return Policies(**made)


def slowly(layers, owner, resource, value):
    met = [
        (name, one)
        for name, found in layers.items()
        for one in found or ()
        if fits(one, resource, value) and ("Principal" not in one or closeness(one["Principal"]))
    ]
    if any(one["Effect"] == "Deny" for _, one in met):
        return False
    allowing = {name for name, _ in met}
    if layers["scp"] is not None and "scp" not in allowing:
        return False
    own = "identity" in allowing and (layers["boundary"] is None or "boundary" in allowing)
    rank = max((closeness(one["Principal"]) for name, one in met if name == "resource"), default=0)
    return (own and rank > 0) if owner != HERE else (own or rank == 2)


def closeness(principal):
    """2: by name or with everybody, 1: by account, 0: not."""
    if principal in ("*", {"AWS": ALICE}):
        return 2
    return 1 if principal == {"AWS": HERE} else 0


def expression(glob):
    return "".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in glob)


def fits(statement, resource, value):
    wanted = statement.get("Action") or statement["NotAction"]
    action = bool(re.fullmatch(expression(wanted), "sqs:Send", re.IGNORECASE)) == ("Action" in statement)
    return (
        action
        and bool(re.fullmatch(expression(statement["Resource"]), resource))
        and all(satisfied(operator, keys[KEY], value) for operator, keys in statement["Condition"].items())
    )


def satisfied(operator, wanted, value):
    if operator == "Null":
        return (wanted == "true") == (value is None)
    if value is None:
        return "Not" in operator or operator.endswith("IfExists")
    return (value in wanted) != ("Not" in operator)


@given(st.text("a*?:", max_size=8), st.text("ab*:", max_size=8))
def test_a_glob_matches_as_an_expression_does(pattern, text):
    assert matches(tokens(pattern, variables=False), text) == bool(
        re.fullmatch(expression(pattern), text, re.DOTALL)
    )
    if matches_within(tokens(pattern, variables=False), text):
        assert matches(tokens(pattern, variables=False), text)


def test_a_glob_matches_as_an_expression_does_in_all_short_texts():
    texts = ["".join(chars) for size in range(5) for chars in product("a:b", repeat=size)]
    for pattern in ("", "*", "?", "a*", "*a", "*a*b", "a?b*", "**", "?*?", "*?a", "a*a", "*ab?*b"):
        read_once = tokens(pattern, variables=False)
        found = [text for text in texts if matches(read_once, text)]
        assert found == [text for text in texts if re.fullmatch(expression(pattern), text)]
