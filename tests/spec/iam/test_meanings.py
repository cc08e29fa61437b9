"""The pages beside this file are run: a heading is a test, a line a question and its answer.

A heading begins with the row of the semantics that it shows; the table below holds all rows, and one without a heading fails.
A question is `caller action resource key=value … -> answer`. `key=a|b` is a list, `key=` an empty one, `key=?` is not
known to be there, `key=!` is there with a value that is not known, and `owner=` gives the resource's account.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stormproof.iam.decide import Answer, Flags, decide
from stormproof.iam.globs import fold
from stormproof.iam.layers import UNREAD, Level, Policies, Policy
from stormproof.iam.parse import parse
from stormproof.iam.policy import Document, Form
from stormproof.iam.request import Account, Context, Kind, Principal, Request, Unknown

PAGES = sorted(Path(__file__).parent.glob("*.md"))
BLOCK = re.compile(r"^```(?P<kind>[\w\- ]+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^# (?P<row>[^:\n]+): (?P<says>.+)$", re.MULTILINE)
HERE, THERE = "111122223333", "444455556666"
ACCOUNTS = {
    HERE: Account(org="o-1", org_path="o-1/r-1/ou-1/", canonical_id="79a5"),
    THERE: Account(),
    "999999999999": Account(org="o-1", org_path="o-1/r-1/", management=True),
}


def session(name="app", account=HERE, path="", **others):
    return Principal(
        kind=Kind.SESSION,
        account=account,
        arn=f"arn:aws:sts::{account}:assumed-role/{name}/s1",
        role_arn=f"arn:aws:iam::{account}:role/{path}{name}",
        **others,
    )


def user(name, account=HERE, **others):
    return Principal(kind=Kind.USER, account=account, arn=f"arn:aws:iam::{account}:user/{name}", **others)


CALLERS = {
    "alice": user("alice", tags={"team": "red"}, id="AIDAALICE"),
    "untagged": user("untagged", tags={}),
    "twice": user("twice", tags={"team": "red", "Team": "blue"}),
    "stranger": user("stranger", THERE),
    "manager": user("manager", "999999999999"),
    "chinese": user("chinese", partition="aws-cn"),
    "app": session(tags={"team": "red"}),
    "deep": session("deep", path="team/"),
    "foreign-app": session(account=THERE),
    "pathless": Principal(kind=Kind.SESSION, account=HERE, arn=f"arn:aws:sts::{HERE}:assumed-role/deep/s1"),
    "some-app": Principal(kind=Kind.ROLE, account=HERE, role_arn=f"arn:aws:iam::{HERE}:role/app"),
    "linked": session("AWSServiceRoleForX", path="aws-service-role/x.amazonaws.com/", service_linked=True),
    "root": Principal(kind=Kind.ROOT, account=HERE, arn=f"arn:aws:iam::{HERE}:root"),
    "root-session": Principal(kind=Kind.ROOT_SESSION, account=HERE),
    "federated": Principal(
        kind=Kind.FEDERATED,
        account=HERE,
        arn=f"arn:aws:sts::{HERE}:federated-user/bob",
        user_arn=f"arn:aws:iam::{HERE}:user/alice",
    ),
    "lambda": Principal(kind=Kind.SERVICE, host="lambda.amazonaws.com"),
    "github": Principal(
        kind=Kind.WEB_IDENTITY,
        account="",
        provider=f"arn:aws:iam::{HERE}:oidc-provider/token.actions.githubusercontent.com",
    ),
    "saml": Principal(kind=Kind.SAML, provider=f"arn:aws:iam::{HERE}:saml-provider/idp"),
    "anonymous": Principal(kind=Kind.ANONYMOUS),
}
FORMS = {"resource": Form.RESOURCE, "trust": Form.TRUST, "endpoint": Form.RESOURCE, "rcp": Form.RESOURCE}
NOT_BUILT = {
    "1.5 grants": "the operations and constraints of KMS grants",
    "1.5 acl": "grants of S3 ACLs and object ownership",
    "1.5 block public access": "S3 Block Public Access",
    "1.5 access point": "S3 access points",
    "1.5 oidc subjects": "the table of shared OIDC issuers",
    "1.5 resource sets": "questions about a set of resources",
}
ROWS = (
    *(
        "1.2 pairs",
        "1.2 action",
        "1.2 resource",
        "1.2 short resource",
        "1.2 star in a field",
        "1.2 no resource",
    ),
    *(
        "1.2 variables",
        "1.2 version",
        "1.2 unresolved variable",
        "1.2 direct",
        "1.2 role",
        "1.2 account",
        "1.2 everybody",
    ),
    *("1.2 principal wildcard", "1.2 canonical user", "1.2 dangling", "1.2 not principal", "1.2 role path"),
    *(
        "1.3 absent",
        "1.3 one value",
        "1.3 a list",
        "1.3 empty values",
        "1.3 null",
        "1.3 set operators",
        "1.3 names",
    ),
    *(
        "1.3 StringEquals",
        "1.3 StringLike",
        "1.3 StringEqualsIgnoreCase",
        "1.3 ArnLike",
        "1.3 Bool",
        "1.3 Numeric",
    ),
    *(
        "1.3 Date",
        "1.3 BinaryEquals",
        "1.3 IpAddress",
        "1.3 unreadable",
        "1.3 unknown operator",
        "1.3 tag case",
    ),
    *("1.3 multi-factor", "1.3 via a service"),
    *("1.4 scp", "1.4 rcp", "1.4 endpoint", "1.4 boundary", "1.4 session", "1.4 group"),
    *(
        "1.5 1",
        "1.5 2",
        "1.5 3",
        "1.5 4",
        "1.5 5 same account",
        "1.5 5 cross account",
        "1.5 5 anonymous",
        "1.5 5 service",
    ),
    *(
        "1.5 5 root",
        "1.5 6 trust",
        "1.5 6 key",
        "1.5 7",
        "1.5 partition",
        "1.5 federated",
        "1.5 root session",
    ),
    *("1.5 credential limits", "1.5 web identity", "1.5 saml", "1.5 service-linked", "1.5 contested"),
    *("1.6 unknown keys", "1.6 unread layers", "1.6 budget"),
    *(
        pytest.param(row, marks=pytest.mark.xfail(reason=f"not built: {what}"))
        for row, what in NOT_BUILT.items()
    ),
)


def sections():
    for page in PAGES:
        text = page.read_text()
        starts = [*HEADING.finditer(text)]
        ends = [match.start() for match in starts[1:]] + [len(text)]
        for match, end in zip(starts, ends, strict=True):
            yield pytest.param(text[match.end() : end], id=f"{match['row']}: {match['says']}")


@pytest.mark.parametrize("body", list(sections()))
def test_a_page_says_what_is_so(body):
    policies, asked, wrong = {}, 0, []
    for block in BLOCK.finditer(body):
        if block["kind"] != "asks":
            place(policies, block["kind"].removeprefix("json "), json.loads(block["body"]))
            continue
        for line in block["body"].splitlines():
            question, _, wanted = line.rpartition("->")
            said = answer(question.split(), policies, wanted.strip())
            asked += 1
            wrong += [] if said == wanted.strip() else [f"{line} (said {said})"]
    assert asked
    assert wrong == []


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_semantics_has_a_spec(row):
    assert row in {match["row"] for page in PAGES for match in HEADING.finditer(page.read_text())}


def place(policies, where, written):
    layer, _, level = where.replace("block-public-access", "block_public_access").partition(" ")
    if layer == "dangling":
        policies[layer] = frozenset(written)
        return
    if written == "unread":
        policies[layer] = UNREAD
        return
    whole = {"Version": "2012-10-17", "Statement": written} if isinstance(written, list) else written
    document = parse(json.dumps(whole), FORMS.get(layer, Form.IDENTITY))
    assert isinstance(document, Document), document
    found = (Policy(f"{layer} {level}".strip(), document),)
    layer = "resource" if layer == "trust" else layer
    if layer in ("scp", "rcp"):
        policies[layer] = (*policies.get(layer, ()), Level(level, found))
    else:
        policies[layer] = found


def answer(question, policies, wanted):
    caller, action, resource, *pairs = question
    said = dict(pair.split("=", 1) for pair in pairs)
    owner = said.pop("owner", "")
    request = Request(
        principal=CALLERS[caller],
        action=action.replace("_", " "),
        resource=resource,
        context=Context.of({key: given(text) for key, text in said.items()}),
        resource_account=owner,
        accounts=ACCOUNTS,
    )
    layers = {name: layer for name, layer in policies.items() if name != "dangling"}
    decision = decide(request, Policies(**layers), Flags(dangling=policies.get("dangling", frozenset())))
    return told(decision, wanted)


def given(text):
    unknown = {"?": Unknown.PRESENCE, "!": Unknown.VALUE, "": ()}
    return unknown[text] if text in unknown else tuple(text.split("|"))


def told(decision, wanted):
    """As fully as the page asks: `denied` alone takes either kind."""
    if decision.effect is Answer.DEPENDS:
        return f"depends on {', '.join(decision.depends_on)}"
    grounds = ", ".join(f"{one.policy}{one.at.removeprefix('/Statement')}" for one in decision.because)
    if " by " in wanted:
        return f"{fold(decision.effect.value)} by {grounds}"
    if " without " in wanted:
        return f"denied without {', '.join(decision.missing)}"
    kind = "explicitly " if wanted.startswith("explicitly") and decision.explicit else ""
    return f"{kind}{fold(decision.effect.value)}"
