"""The grammar of selectors, and what they match."""

from __future__ import annotations

import pytest

from stormproof.errors import NotBuiltError, UsageError
from stormproof.model.finding import Severity
from stormproof.model.s3 import Bucket
from stormproof.rules.check import Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.selector import And, Atom, Not, Or, glob, parse
from stormproof.rules.world import World


@check(Severity.MEDIUM, Objective.DELETION_GUARDED, was=("s3_old_name",))
def s3_bucket_versioning(bucket: Bucket, _: World) -> Problems:
    """Bucket versioning is on.

    Because.

    Fix: switch it on.
    """
    yield from ()


@pytest.mark.parametrize(
    "text",
    [
        "check = s3_bucket_versioning",
        "check = s3_old_name",
        "check ~ s3_*",
        "alias = S3.14",
        'alias = "fsbp:S3.14"',
        "objective = DELETION_GUARDED",
        "severity = medium",
        "severity > LOW",
        "severity < HIGH",
        "severity in (HIGH, medium)",
        "service = s3",
        "account in (444455556666, 111122223333)",
        "region != eu-west-2",
        "type = AWS::S3::Bucket",
        "name ~ tmp-*",
        'name ~ "tmp-d?ta"',
        "arn = arn:aws:s3:::tmp-data",
        "tag.env = dev",
        'tag."cost centre" = 4',
        "tag.owner != x",
        "problem = /Status",
        "not name = x",
        "NOT (name = x OR name = y) AND tag.env = dev",
        'check = s3_bucket_versioning and (tag.env = "prod" or name ~ "tmp-*")',
        "name = x and name = y or tag.env = dev",
    ],
)
def test_it_matches(text, finding):
    assert parse(text).matches(finding(), s3_bucket_versioning)


@pytest.mark.parametrize(
    "text",
    [
        "check = s3_bucket_acls_off",
        "severity > MEDIUM",
        "severity < MEDIUM",
        "name = TMP-DATA",
        "name ~ tmp",
        "tag.env != dev",
        "tag.owner ~ *",
        "not tag.env = dev",
        "name = tmp-data and not service = s3",
        "name = x or name = y and tag.env = dev",
    ],
)
def test_it_does_not_match(text, finding):
    assert not parse(text).matches(finding(), s3_bucket_versioning)


@pytest.mark.parametrize(
    "text", ["tag.env = dev", "tag.env != dev", "not tag.env = dev", "not tag.env != dev"]
)
def test_tags_that_nobody_could_read_match_neither_way(text, finding):
    assert not parse(text).matches(finding(tags=None))
    assert parse(f"({text}) or name = tmp-data").matches(finding(tags=None))


def test_objectives_of_a_check_that_is_gone_match_neither_way(finding):
    assert not parse("objective != PATCHED").matches(finding(), None)


def test_the_tree_is_typed_and_binds_not_before_and_before_or():
    a, b, c = (Atom("name", "=", (n,)) for n in "abc")
    assert parse("name = a or not name = b and name = c").tree == Or((a, And((Not(b), c))))


def test_quotes_hold_anything():
    assert parse(r'name = "a \"b\" \\ and (c)"').tree == Atom("name", "=", ('a "b" \\ and (c)',))


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "a field was expected"),
        ("colour = red", 1, "fields: check, alias, objective, severity, service, problem, account"),
        ("name = a and colour = red", 14, "'colour' is no field"),
        ("name", 5, "an operator"),
        ("name =", 7, "a value"),
        ("name = a b", 10, "'and', 'or' or the end"),
        ("(name = a", 10, "')' was expected"),
        ("name in a", 9, "'(' was expected"),
        ("name in ()", 10, "a value"),
        ('name = "a', 7, "does not end"),
        ("name ! a", 5, "cannot be read"),
        ("severity = bad", 1, "is no severity; severities: CRITICAL"),
        ("name > a", 1, "only severity has an order"),
        ("tag = a", 1, "tag.KEY"),
        ("tag. = a", 1, "tag.KEY"),
        ("name.x = a", 1, "is no field"),
        ("and name = a", 1, "is no field"),
        ("not", 4, "a field was expected"),
    ],
)
def test_an_error_names_the_column(text, column, says):
    with pytest.raises(UsageError) as error:
        parse(text)
    assert f"column {column}:" in error.value.message
    assert says in error.value.message


@pytest.mark.parametrize("text", ["framework = soc2", "name = a and ou = ou-1"])
def test_a_field_whose_facts_come_later_says_so(text):
    with pytest.raises(NotBuiltError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["(" * 5000, "not " * 1000 + "name = a", "name = " + "a" * 5000, " or ".join(["name = a"] * 201)]
)
def test_it_is_bounded(text):
    with pytest.raises(UsageError):
        parse(text)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "", True),
        ("", "", True),
        ("", "a", False),
        ("a*c", "abbc", True),
        ("a*c", "abcb", False),
        ("[a]", "a", False),
    ],
)
def test_a_glob_knows_stars_and_question_marks_alone(pattern, text, fits):
    assert glob(pattern, text) is fits


def test_a_glob_made_to_be_slow_is_not():
    assert not glob("*a" * 500 + "b", "a" * 2000)
