"""Rows of the services that watch, and of those who may sign in: batches, owners, words of AWS, and no secret kept."""

from __future__ import annotations

import json

import pytest

from collect.over_memory import over, run
from stormproof.collect.redact import redact
from stormproof.collect.transport import CallFailedError
from stormproof.model.answer import Absent, Reason, Refused
from stormproof.testing.rehearsal import ACCOUNT

PASSWORD = "q8ZkT1xLp9" + "RdW7cYb2Hs"
FINDINGS = frozenset({("guardduty:GetFindings", "guardduty:finding")})
ASSIGNMENTS = frozenset(
    {
        ("sso-admin:ListAccountAssignments", "sso-admin:provision"),
        ("identitystore:ListGroupMemberships", "identitystore:group"),
    }
)
SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"


def answers_of(recorder, operation):
    return {i.arn: i.answer for i in recorder.items.values() if i.operation == operation}


def asked_of(name, answers, needs, **more):
    heard = []
    _, recorder = run(over(**answers), watch=heard.append, needs=needs, **more)
    return [asked.params for asked in heard if asked.name == name], recorder


def test_findings_of_a_detector_are_read_in_one_request_and_only_the_open_and_severe_are_listed():
    answers = {
        "guardduty_ListDetectors": lambda _: {"DetectorIds": ["d1"]},
        "guardduty_ListFindings": lambda _: {"FindingIds": ["f2", "f1"]},
        "guardduty_GetFindings": lambda asked: {"Findings": [{"Id": f} for f in asked.params["FindingIds"]]},
    }
    (got,), recorder = asked_of("guardduty:GetFindings", answers, FINDINGS)
    assert (got["DetectorId"], sorted(got["FindingIds"])) == ("d1", ["f1", "f2"])
    region = "arn:aws:guardduty:us-east-1:111122223333:detector/d1/finding/"
    assert set(answers_of(recorder, "guardduty:GetFindings")) == {region + "f1", region + "f2"}
    (listed,), _ = asked_of("guardduty:ListFindings", answers, FINDINGS)
    assert listed["FindingCriteria"]["Criterion"]["severity"] == {"GreaterThanOrEqual": 7}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Macie is not enabled.", Absent),
        ("User is not authorized to perform: macie2:GetMacieSession", Refused),
    ],
)
def test_macie_that_is_off_is_none_and_a_right_that_is_missing_is_a_refusal(words, answer):
    def refuse(_):
        raise CallFailedError("AccessDeniedException", words, status=403)

    needs = frozenset({("macie2:GetMacieSession", "aws:region")})
    _, recorder = run(over(macie2_GetMacieSession=refuse), needs=needs)
    assert {type(a) for a in answers_of(recorder, "macie2:GetMacieSession").values()} == {answer}


def test_a_thing_whose_item_has_an_arn_in_lower_case_is_named_by_it():
    arn = "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/outside"
    needs = frozenset({("accessanalyzer:ListAnalyzers", "accessanalyzer:analyzer")})
    _, recorder = run(
        over(accessanalyzer_ListAnalyzers=lambda _: {"analyzers": [{"arn": arn, "name": "outside"}]}),
        needs=needs,
    )
    assert set(answers_of(recorder, "accessanalyzer:ListAnalyzers")) == {arn}


def directory(owner):
    instance = {
        "InstanceArn": "arn:aws:sso:::instance/ssoins-1",
        "IdentityStoreId": "d-1",
        "OwnerAccountId": owner,
    }
    return {
        "sso-admin_ListInstances": lambda _: {"Instances": [instance]},
        "sso-admin_ListPermissionSets": lambda _: {"PermissionSets": [SET]},
        "sso-admin_ListAccountsForProvisionedPermissionSet": lambda _: {"AccountIds": ["444455556666"]},
    }


def test_assignments_are_asked_by_instance_set_and_account():
    (got,), recorder = asked_of("sso-admin:ListAccountAssignments", directory(ACCOUNT), ASSIGNMENTS)
    assert got == {
        "InstanceArn": "arn:aws:sso:::instance/ssoins-1",
        "PermissionSetArn": SET,
        "AccountId": "444455556666",
        "MaxResults": 100,
    }
    assert set(answers_of(recorder, "sso-admin:ListAccountAssignments")) == {f"{SET}/444455556666"}


def test_an_instance_that_another_account_owns_is_seen_and_not_asked():
    got, recorder = asked_of("sso-admin:ListPermissionSets", directory("999988887777"), ASSIGNMENTS)
    assert got == []
    ends = {t.operation: (e.state, e.reason) for t, e in recorder.tasks.items()}
    assert ends["sso-admin:ListInstances"] == ("value", None)
    for name in ("sso-admin:ListPermissionSets", "identitystore:ListGroups"):
        assert ends[name] == ("not_asked", Reason.NOT_NEEDED)


def test_inspector_that_is_off_is_asked_nothing_more():
    needs = frozenset({("inspector2:ListFindings", "inspector2:finding")})
    off = {"accounts": [{"accountId": ACCOUNT, "state": {"status": "DISABLED"}}]}
    answers = {"inspector2_BatchGetAccountStatus": lambda _: off}
    assert asked_of("inspector2:ListFindings", answers, needs)[0] == []
    assert len(asked_of("inspector2:ListFindings", {}, needs)[0]) == 1


@pytest.mark.parametrize(
    ("operation", "item"),
    [
        ("autoscaling:DescribeLaunchConfigurations", {"UserData": PASSWORD}),
        (
            "cloudformation:DescribeStacks",
            {
                "Outputs": [{"OutputKey": "DbPassword", "OutputValue": PASSWORD}],
                "Parameters": [
                    {"ParameterKey": "Url", "ParameterValue": f"postgres://ledger:{PASSWORD}@db.example/x"}
                ],
            },
        ),
        ("identitystore:ListUsers", {"Emails": [{"Value": f"{PASSWORD}@example.org"}]}),
        ("identitystore:ListUsers", {"Addresses": [{"StreetAddress": PASSWORD}], "Birthdate": PASSWORD}),
    ],
)
def test_neither_secrets_nor_contacts_are_kept(operation, item):
    clean = redact(item, operation, b"k" * 32)
    assert clean.any
    assert PASSWORD not in json.dumps(clean.item)


def test_every_finding_of_a_hub_is_the_accounts_own_and_of_its_region():
    needs = frozenset({("securityhub:GetFindings", "securityhub:finding")})
    (got,), _ = asked_of("securityhub:GetFindings", {}, needs)
    assert got["Filters"]["AwsAccountId"] == [{"Value": ACCOUNT, "Comparison": "EQUALS"}]
    assert got["Filters"]["Region"] == [{"Value": "us-east-1", "Comparison": "EQUALS"}]
