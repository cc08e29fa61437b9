"""What is taken over of a mute list hides nothing that the list would not mute."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from stormproof.model.finding import Finding, Fix, Severity, Status, Subject
from stormproof.model.memory import EPOCH
from stormproof.rules.mutelist import translate
from stormproof.rules.plainyaml import parse

CHECKS = ("s3_a", "s3_b", "iam_a")
ALIASES = frozenset(f"prowler:{name}" for name in CHECKS)
ACCOUNTS = ("111111111111", "222222222222")
REGIONS = ("eu-west-1", "us-east-1")
NAMES = ("log", "logs", "my-log", "x")
TAGS = ("env=dev", "env=devel", "team=a")

patterns = st.sampled_from(["*", ".*", "log", "^log$", "log*", "*-log", ".+log", "log|x", "l[o]g", "^l.g"])
regions = st.sampled_from(["*", "eu-west-1", "us-east-1", "eu-*", "us-.*"])
tags = st.sampled_from(["*", "env=dev", "env=dev|team=a", "team=.*", "env=d*", "(env)=dev"])


def some(of, *, least=0):
    return st.lists(of, min_size=least, max_size=2)


exceptions = st.fixed_dictionaries(
    {},
    optional={
        "Accounts": some(st.sampled_from([*ACCOUNTS, "*", "^1"])),
        "Regions": some(regions),
        "Resources": some(patterns),
        "Tags": some(tags),
    },
)
entries = st.fixed_dictionaries(
    {"Regions": some(regions), "Resources": some(patterns)},
    optional={"Tags": some(tags), "Exceptions": exceptions},
)
files = st.dictionaries(
    st.sampled_from(["*", *ACCOUNTS]),
    st.dictionaries(st.sampled_from(["*", "s3_*", "s3_.*", *CHECKS]), entries, min_size=1, max_size=3),
    min_size=1,
    max_size=2,
)
things = st.tuples(
    st.sampled_from(ACCOUNTS),
    st.sampled_from(CHECKS),
    st.sampled_from(REGIONS),
    st.sampled_from(NAMES),
    st.sets(st.sampled_from(TAGS), max_size=2).filter(lambda s: not {"env=dev", "env=devel"} <= s),
)


def found(pattern, text):
    return bool(re.search(f".*{pattern[1:]}" if pattern.startswith("*") else pattern, text))


def any_found(given_patterns, text):
    return any(found(one, text) for one in given_patterns)


def all_found(given_patterns, text):
    return all(found(one, text) for one in given_patterns)


def excepted(rule, account, region, name, told):
    asked = [
        (rule.get("Accounts"), any_found, account),
        (rule.get("Regions"), any_found, region),
        (rule.get("Resources"), any_found, name),
        (rule.get("Tags"), all_found, told),
    ]
    given_ones = [(texts, by, text) for texts, by, text in asked if texts]
    return bool(given_ones) and all(by(texts, text) for texts, by, text in given_ones)


def mutes(file, account, check, region, name, tags_of):
    """The published rules, entry by entry, in the order of the file."""
    told = " | ".join(sorted(tags_of))
    for named, checks in file.items():
        if named not in ("*", account):
            continue
        for asked, rule in checks.items():
            if not found(asked, check):
                continue
            if excepted(rule.get("Exceptions") or {}, account, region, name, told):
                break
            if (
                any_found(rule["Regions"], region)
                and any_found(rule["Resources"], name)
                and all_found(rule.get("Tags") or ["*"], told)
            ):
                return True
    return False


def finding(account, check, region, name, tags_of):
    subject = Subject(
        "arn:aws:s3:::x", name, "AWS::S3::Bucket", region, account, "aws", dict(t.split("=") for t in tags_of)
    )
    return Finding(
        key="k", check="ours", aliases=(f"prowler:{check}",), status=Status.FAIL, severity=Severity.LOW,
        title="T.", message="m", resource=subject, last_seen=EPOCH, fix=Fix("f.", None, "g"), slug="/s",
    )  # fmt: skip


@given(files, things)
def test_a_proposal_hides_nothing_that_the_list_leaves(file, thing):
    whole = {"Mutelist": {"Accounts": {name: {"Checks": checks} for name, checks in file.items()}}}
    wanted, _ = translate(parse(json.dumps(whole)), ALIASES)
    if any(one.where.matches(finding(*thing)) for one in wanted):
        assert mutes(file, *thing)
