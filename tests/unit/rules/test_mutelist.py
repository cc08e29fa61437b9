"""A mute list of another tool: each entry becomes a selector that mutes no more, or is left out with the reason."""

from __future__ import annotations

import pytest

from stormproof.errors import UsageError
from stormproof.rules.mutelist import GLOBALS, WHOLE_KEYS, WITHOUT_REASON, translate
from stormproof.rules.plainyaml import parse
from stormproof.rules.selector import parse as selector

VERSIONING, ENCRYPTION, MFA, PORTS, URL = (
    f"prowler:{name}"
    for name in (
        "s3_bucket_object_versioning",
        "s3_bucket_default_encryption",
        "iam_user_hardware_mfa_enabled",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
        "awslambda_function_url_public",
    )
)
ALIASES = frozenset({VERSIONING, ENCRYPTION, MFA, PORTS, URL, "fsbp:S3.14"})


def entry(check="s3_bucket_object_versioning", account="111122223333", **members):
    """A file of one entry."""
    found = {"Regions": ["*"], "Resources": ["ci-logs"]} | members
    lines = [f"        {name}: {value}" for name, value in found.items() if value is not None]
    return "\n".join(
        ["Mutelist:", "  Accounts:", f'    "{account}":', "      Checks:", f'        "{check}":']
        + [f"  {line}" for line in lines]
    )


def wanted(text):
    """The only entry, which can be proposed; what it says as a selector parses to the same."""
    found, left = translate(parse(text), ALIASES)
    assert left == ()
    (one,) = found
    assert selector(str(one.where)) == one.where
    return one


def where(text):
    return str(wanted(text).where)


def why(text):
    found, left = translate(parse(text), ALIASES)
    assert found == ()
    return left[-1].why


def hit(text, finding, **about):
    """Does the entry hide a finding about such a thing?"""
    subject = {"name": "ci-logs", "tags": {}} | about
    return wanted(text).where.matches(finding(aliases=(VERSIONING,), **subject))


def test_an_entry_is_account_and_check_and_resource():
    assert where(entry()) == (f'account = "111122223333" and alias = "{VERSIONING}" and name ~ "*ci-logs*"')


def test_any_account_any_region_and_any_resource_are_left_unsaid():
    assert where(entry(account="*", Resources='["*"]', Regions="[eu-west-1, eu-west-2]")) == (
        f'alias = "{VERSIONING}" and region in ("eu-west-1", "eu-west-2")'
    )


def test_resources_are_searched_so_a_name_may_go_on():
    assert wanted(entry()).notes == ()


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        ('["^ci-logs$"]', 'name = "ci-logs"'),
        ('["^ci-logs$", "^qa-logs$"]', 'name in ("ci-logs", "qa-logs")'),
        ('[".+-logs"]', 'name ~ "*?*-logs*"'),
        ('["ci-logs|qa-logs"]', '(name ~ "*ci-logs*" or name ~ "*qa-logs*")'),
        ('["*-logs"]', 'name ~ "*-logs*"'),
        ('["tmp-*"]', 'name ~ "tmp-*"'),
        (r"['db\.example']", 'name ~ "*db.example*"'),
    ],
)
def test_expressions_that_are_globs_are_taken_over(resources, says):
    assert where(entry(Resources=resources)).endswith(says)


@pytest.mark.parametrize(
    "expression",
    ["ci-[a-z]+", "(a|b)-logs", r"\d+", "a{2}", "ab+c", "a?b", "a*b", "(?i)logs", r"a\*b", "a^b", "x\\"],
)
def test_an_expression_that_is_no_glob_is_left_out(expression):
    assert "glob" in why(entry(Resources=f"['{expression}']"))


def test_a_resource_written_as_an_arn_is_left_out():
    assert "arn = …" in why(entry(Resources="['arn:aws:s3:::ci-logs']"))


def test_a_check_that_nobody_here_answers_to_is_left_out():
    assert why(entry(check="s3_bucket_no_such_check")) == "no check of ours answers to this one"
    assert why(entry(check="glue_*")) == "no check of ours answers to one of these"


def test_several_checks_are_named_by_a_glob_of_aliases():
    assert 'alias ~ "prowler:s3_*"' in where(entry(check="s3_*"))
    assert 'alias ~ "prowler:*"' in where(entry(check="*"))


def test_the_older_name_of_a_service_is_known():
    assert f'alias = "{URL}"' in where(entry(check="lambda_function_url_public"))


def test_the_region_of_global_services_has_another_name_here_and_that_is_noted():
    found = wanted(entry(check="iam_user_hardware_mfa_enabled", Regions="[us-east-1]"))
    assert 'region in ("us-east-1", "global")' in str(found.where)
    assert found.notes == (GLOBALS,)
    assert "global" not in where(entry(Regions="[eu-west-1]"))


def test_all_tags_are_asked_for_and_one_of_the_alternatives_of_each():
    assert where(entry(Tags='["env=dev", "project=test|project=stage"]')).endswith(
        'tag.env = "dev" and (tag.project = "test" or tag.project = "stage")'
    )
    assert "tag" not in where(entry(Tags='["*"]'))
    assert "tag" not in where(entry(Tags="[]"))


@pytest.mark.parametrize("tag", ["dev", "=dev", "(env|stage)=dev", "env.*", "env=d[ae]v"])
def test_a_tag_that_is_no_key_and_value_is_left_out(tag):
    assert why(entry(Tags=f"['{tag}']"))


def test_exceptions_leave_out_what_fits_all_that_they_name(finding):
    text = entry(
        account="*",
        Resources='["*"]',
        Exceptions="{Accounts: ['999999999999'], Regions: [eu-west-1], Resources: [keep], Tags: ['env=prod']}",
    )
    out = {
        "account": "999999999999",
        "region": "eu-west-1",
        "name": "keep-this",
        "tags": {"env": "production"},
    }
    assert wanted(text).notes == (WHOLE_KEYS,)
    assert not hit(text, finding, **out)
    assert not hit(text, finding, **out | {"region": "global"})
    for changed in ({"account": "111122223333"}, {"region": "eu-north-1"}, {"name": "x"}, {"tags": {}}):
        assert hit(text, finding, **out | changed)


def test_a_thing_whose_tags_nobody_could_read_is_not_hidden_where_tags_decide(finding):
    out = {"tags": None}
    assert not hit(entry(Tags="['env=dev']"), finding, **out)
    assert not hit(entry(Exceptions="{Tags: ['env=prod']}"), finding, **out)


def test_exceptions_that_cannot_be_said_leave_the_entry_out():
    assert "glob" in why(entry(Exceptions="{Resources: ['keep-[0-9]']}"))
    assert why(entry(Exceptions="{Resources: ['*']}")) == "its exceptions leave everything out"
    assert "not known" in why(entry(Exceptions="{Checks: ['*']}"))


TWO = """
Mutelist:
  Accounts:
    "111122223333":
      Checks:
        "s3_*":
          Regions: ["*"]
          Resources: ["nothing-here"]
          Exceptions: {Resources: [%s]}
        "s3_bucket_object_versioning": {Regions: ["*"], Resources: ["*"]}
        "iam_user_hardware_mfa_enabled": {Regions: ["*"], Resources: ["*"]}
"""


def test_the_exceptions_of_an_entry_hold_for_those_below_it():
    found, left = translate(parse(TWO % "keep"), ALIASES)
    assert left == ()
    assert str(found[1].where).endswith('not (alias ~ "prowler:s3_*" and name ~ "*keep*")')
    assert "not" not in str(found[2].where)


def test_an_entry_below_exceptions_that_cannot_be_said_is_left_out_too():
    found, left = translate(parse(TWO % "'[0-9]'"), ALIASES)
    assert [one.check for one in found] == ["iam_user_hardware_mfa_enabled"]
    assert [(one.line, one.check) for one in left] == [(6, "s3_*"), (10, "s3_bucket_object_versioning")]
    assert "line 6" in left[1].why


def test_the_description_is_the_reason():
    assert wanted(entry(Description="logs of the build")).reason == "logs of the build"
    assert wanted(entry()).reason == WITHOUT_REASON


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"Resources": "[]"}, "mutes nothing"),
        ({"Resources": None}, "Resources are no list"),
        ({"Regions": "eu-west-1"}, "Regions are no list"),
        ({"Resources": "[[a]]"}, "Resources are no list"),
        ({"Region": "[a]"}, "member 'Region'"),
    ],
)
def test_an_entry_of_another_form_is_left_out(members, says):
    assert says in why(entry(**members))


def test_an_account_that_is_no_id_is_left_out():
    assert why(entry(account="production")) == "'production' is no account id"


def test_an_account_id_keeps_its_zeros_without_quotes():
    assert 'account = "012345670123"' in where(entry().replace('"111122223333"', "012345670123"))


def test_what_is_written_twice_counts_as_it_stands_last_and_the_first_is_listed():
    twice = entry() + "\n" + "\n".join(entry(Resources="['other']").splitlines()[4:])
    found, left = translate(parse(twice), ALIASES)
    assert ['name ~ "*other*"' in str(one.where) for one in found] == [True]
    assert [(one.line, one.why) for one in left] == [(5, "the check is written again below")]


@pytest.mark.parametrize("text", ["a: 1", "[1]", "Mutelist: 3", "Mutelist: {Accounts: []}", "just text"])
def test_another_file_is_refused_whole(text):
    with pytest.raises(UsageError, match="no mute list"):
        translate(parse(text), ALIASES)
