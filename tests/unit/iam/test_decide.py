"""What a decision says beside its effect."""

from __future__ import annotations

import pytest

from stormproof.iam.decide import Answer, Decision, decide
from stormproof.iam.formulas import Atom, Literal
from stormproof.iam.layers import Ground, Policies, Policy
from stormproof.iam.parse import parse
from stormproof.iam.policy import Effect
from stormproof.iam.request import Context, Kind, Principal, Request, Unknown

CALLER = Principal(kind=Kind.USER, account="111122223333", arn="arn:aws:iam::111122223333:user/alice")
POLICY = Policy(
    "p",
    parse(
        {
            "Statement": {
                "Effect": "Allow",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"K": "a"}, "BoolIfExists": {"M": "true"}},
            }
        }
    ),
)


def test_the_residual_is_the_smallest_sets_of_atoms():
    context = Context.of({"k": Unknown.VALUE, "m": Unknown.PRESENCE})
    request = Request(principal=CALLER, action="s3:ListAllMyBuckets", context=context)
    is_a = Literal(Atom("key:k", "k", "StringEquals", ("a",)), holds=True)
    is_true = Literal(Atom("key:m", "m", "Bool", ("true",)), holds=True)
    absent = Literal(Atom("key:m", "m", "present"), holds=False)
    assert decide(request, Policies(identity=(POLICY,))) == Decision(
        effect=Answer.DEPENDS,
        because=(Ground("identity", "", "p", "/Statement", Effect.ALLOW),),
        residual=((is_a, absent), (is_a, is_true)),
        depends_on=("key:k", "key:m"),
    )


def test_a_principal_without_a_name_is_not_made():
    with pytest.raises(ValueError, match="lacks its name"):
        Principal(kind=Kind.USER, account="111122223333")
