"""Where the engine looks: regions, quiet ones too, services, accounts of an organisation."""

from __future__ import annotations

from collections import Counter

import pytest

from collect.over_memory import AWS, BUCKETS, ended, over, run, two_regions
from stormproof.collect.rows import PROBES, rows
from stormproof.collect.transport import CallFailedError
from stormproof.errors import CredentialsError, NotFoundError, UsageError
from stormproof.model.answer import Reason
from stormproof.testing.rehearsal import (
    ACCOUNT,
    REGION,
    denied,
)

# --- places ---


def quiet_in(region):
    probes = {probe.name: probe for probe in PROBES}

    def responder(asked):
        if asked.region == region and asked.name in probes:
            return {probes[asked.name].at: []}
        return two_regions(asked)

    return responder


def test_a_quiet_region_is_asked_for_its_settings_only():
    _, recorder = run(quiet_in("eu-west-1"))
    states = {(r.name, r.state) for r in recorder.scope.regions}
    assert states == {("us-east-1", "asked"), ("eu-west-1", "quiet"), ("ap-east-1", "not-enabled")}
    there = {
        (task.operation, task.of): end
        for task, end in recorder.tasks.items()
        if task.region == "eu-west-1" and not task.subject
    }
    settings = {(row.name, row.kind) for row in rows() if row.settings}
    assert {key for key, end in there.items() if end.state == "value"} <= settings
    assert {end.reason for key, end in there.items() if key not in settings} == {Reason.QUIET}


def test_thorough_asks_quiet_regions_too():
    _, recorder = run(quiet_in("eu-west-1"), thorough=True)
    assert {end.state for task, end in recorder.tasks.items() if task.region == "eu-west-1"} == {"value"}


def test_a_probe_that_is_refused_leaves_the_region_loud():
    _, recorder = run(quiet_in("eu-west-1"), failing={"cloudformation:DescribeStacks": denied})
    assert "quiet" not in {region.state for region in recorder.scope.regions}


def test_a_chosen_region_leaves_the_others_out_and_says_so():
    _, recorder = run(two_regions, regions=("eu-west-1",))
    assert {(r.name, r.state) for r in recorder.scope.regions} >= {
        ("us-east-1", "excluded"),
        ("eu-west-1", "asked"),
    }
    there = [end for task, end in recorder.tasks.items() if task.region == "us-east-1"]
    assert {(end.state, end.reason) for end in there} == {("not_asked", Reason.EXCLUDED)}


def test_a_bucket_elsewhere_is_left_out_too():
    elsewhere = over(s3_ListBuckets=lambda asked: {"Buckets": [{"Name": "b", "BucketRegion": "us-west-2"}]})
    _, recorder = run(elsewhere, needs=BUCKETS, regions=(REGION,))
    assert {(end.state, end.reason) for _, end in ended(recorder, "s3:GetBucketAcl")} == {
        ("not_asked", Reason.EXCLUDED)
    }


def test_a_region_that_does_not_exist_is_an_error_with_the_nearest_names():
    with pytest.raises(UsageError, match="no region 'us-esat-1'") as caught:
        run(regions=("us-esat-1",))
    assert "us-east-1" in str(caught.value.hint)


def test_a_chosen_region_that_is_not_enabled_is_refused_not_forgotten():
    _, recorder = run(two_regions, regions=("ap-east-1",))
    there = [end for task, end in recorder.tasks.items() if task.region == "ap-east-1"]
    assert {(end.state, end.reason) for end in there} == {("refused", Reason.REGION_NOT_ENABLED)}


def test_without_the_list_of_regions_the_account_is_asked_and_else_the_home_region_alone():
    _, by_account = run(
        failing={"ec2:DescribeRegions": denied}, needs=frozenset({("ec2:DescribeVpcs", "ec2:vpc")})
    )
    assert [end.state for _, end in ended(by_account, "ec2:DescribeRegions")] == ["refused"]
    assert by_account.scope.regions
    lost = {"ec2:DescribeRegions": denied, "account:ListRegions": denied}
    _, at_home = run(failing=lost, needs=frozenset({("ec2:DescribeVpcs", "ec2:vpc")}))
    assert [(r.name, r.state) for r in at_home.scope.regions] == [("us-east-1", "asked")]


def test_a_region_that_does_not_know_the_key_is_dropped_once():
    counted = Counter()

    def responder(asked):
        if asked.region == "eu-west-1":
            counted["there"] += 1
            raise CallFailedError("AuthFailure", "AWS was not able to validate the credentials", status=401)
        return two_regions(asked)

    _, recorder = run(responder, workers=1, thorough=True)
    ends = [end for task, end in recorder.tasks.items() if task.region == "eu-west-1"]
    assert {(end.state, end.reason) for end in ends} == {("refused", Reason.REGION_NOT_ENABLED)}
    assert counted["there"] == 1 < len(ends)
    assert ("eu-west-1", "not-enabled") in {(r.name, r.state) for r in recorder.scope.regions}


def test_a_key_that_sts_does_not_know_any_more_has_expired_everywhere():
    counted = Counter()

    def responder(asked):
        counted[asked.name] += 1
        if asked.name == "sts:GetCallerIdentity" and counted[asked.name] > 1:
            raise CallFailedError("InvalidClientTokenId", status=403)
        if asked.name == "ec2:DescribeVpcs":
            raise CallFailedError("AuthFailure", status=401)
        return two_regions(asked)

    _, recorder = run(responder, needs=frozenset({("ec2:DescribeVpcs", "ec2:vpc")}))
    assert {end.reason for _, end in ended(recorder, "ec2:DescribeVpcs")} == {Reason.EXPIRED}


def test_services_that_were_not_chosen_are_left_out_and_said_so():
    _, recorder = run(services=("s3",), thorough=True)
    asked = {task.operation.partition(":")[0] for task, end in recorder.tasks.items() if end.state == "value"}
    assert asked <= {"s3", "ec2"}
    assert {end.reason for _, end in ended(recorder, "kms:ListKeys")} == {Reason.EXCLUDED}


# --- organisation ---

MEMBERS = ("111122223333", "222233334444", "333344445555", "444455556666")


def organisation(asked):
    match asked.name:
        case "organizations:ListAccounts":
            accounts = [
                {
                    "Id": n,
                    "Name": f"name-{n[0]}",
                    "Arn": f"arn:aws:organizations::{ACCOUNT}:account/o-x/{n}",
                    "State": "ACTIVE",
                }
                for n in MEMBERS
            ]
            accounts[3]["State"] = "SUSPENDED"
            return {"Accounts": accounts}
        case "organizations:ListAccountsForParent":
            return {"Accounts": [{"Id": MEMBERS[1]}]}
        case "organizations:ListOrganizationalUnitsForParent":
            return {"OrganizationalUnits": []}
        case "sts:AssumeRole":
            account = asked.params["RoleArn"].split(":")[4]
            if account == MEMBERS[2]:
                raise denied()
            return {
                "Credentials": {"AccessKeyId": f"ASIA{account}", "SecretAccessKey": "s", "SessionToken": "t"}
            }
    return AWS(asked)


def test_each_member_is_read_with_its_own_role_and_the_refused_one_is_named():
    roles = []
    watch = lambda asked: roles.append(asked.params) if asked.name == "sts:AssumeRole" else None  # noqa: E731
    _, recorder = run(organisation, org=True, watch=watch, needs=BUCKETS)
    assert {(a.id, a.name, a.state) for a in recorder.scope.accounts} == {
        (MEMBERS[0], "name-1", "asked"),
        (MEMBERS[1], "name-2", "asked"),
        (MEMBERS[2], "name-3", "refused"),
        (MEMBERS[3], "name-4", "suspended"),
    }
    by = {task.account: end for task, end in ended(recorder, "s3:ListBuckets")}
    assert {account: (end.state, end.reason) for account, end in by.items()} == {
        MEMBERS[0]: ("value", None),
        MEMBERS[1]: ("value", None),
        MEMBERS[2]: ("refused", Reason.DENIED),
        MEMBERS[3]: ("not_asked", Reason.SUSPENDED),
    }
    assert by[MEMBERS[2]].permission == "sts:AssumeRole"
    assert {role["RoleArn"] for role in roles} == {
        f"arn:aws:iam::{n}:role/StormproofReadOnly" for n in MEMBERS[1:3]
    }
    assert all(role["RoleSessionName"].startswith("stormproof-") for role in roles)


def test_every_question_due_in_a_refused_account_is_recorded_once_as_refused():
    _, recorder = run(organisation, org=True, thorough=True)
    refused = {
        (t.operation, t.of)
        for t, e in recorder.tasks.items()
        if t.account == MEMBERS[2] and e.permission == "sts:AssumeRole"
    }
    own = {
        (t.operation, t.of) for t, e in recorder.tasks.items() if t.account == MEMBERS[1] and not t.subject
    }
    assert own <= refused


def test_a_refused_account_owes_only_what_was_chosen():
    _, recorder = run(organisation, org=True, services=("s3",))
    mine = {t.operation: e for t, e in recorder.tasks.items() if t.account == MEMBERS[2]}
    assert mine["s3:ListBuckets"].permission == "sts:AssumeRole"
    others = {e.reason for name, e in mine.items() if not name.startswith(("s3:", "ec2:DescribeRegions"))}
    assert others == {Reason.EXCLUDED}


def test_organisation_wide_rows_are_asked_once():
    _, recorder = run(organisation, org=True)
    assert [task.account for task, _ in ended(recorder, "organizations:ListRoots")] == [ACCOUNT]


@pytest.mark.parametrize("names", [(MEMBERS[1],), ("name-2",), ("ou-abcd-12345678",)])
def test_accounts_are_chosen_by_id_name_or_unit(names):
    _, recorder = run(organisation, org=True, accounts=names, needs=BUCKETS)
    assert {a.id for a in recorder.scope.accounts if a.state == "asked"} == {MEMBERS[1]}
    assert {task.account for task in recorder.tasks} == {MEMBERS[1]}


def test_an_account_that_nobody_knows_is_an_error_with_the_nearest_names():
    with pytest.raises(NotFoundError, match="no account 'name-5'") as caught:
        run(organisation, org=True, accounts=("name-5",))
    assert "name-" in str(caught.value.hint)
    with pytest.raises(UsageError, match="these credentials are of account"):
        run(accounts=("999988887777",))


def test_an_organisation_that_may_not_be_listed_is_a_clear_message():
    with pytest.raises(CredentialsError, match="organisation cannot be listed"):
        run(organisation, org=True, failing={"organizations:ListAccounts": denied})


def test_a_role_that_cannot_be_taken_is_a_clear_message():
    with pytest.raises(CredentialsError, match="cannot be taken"):
        run(failing={"sts:AssumeRole": denied}, role="arn:aws:iam::111122223333:role/Audit")


def test_an_expired_role_is_taken_anew_once():
    counted = Counter()

    def responder(asked):
        if asked.name == "sts:AssumeRole":
            counted["roles"] += 1
        if asked.name == "s3:GetBucketAcl" and asked.account == MEMBERS[1]:
            counted["asked"] += 1
            if counted["asked"] == 1:
                raise CallFailedError("ExpiredToken", status=400)
        return organisation(asked)

    _, recorder = run(responder, org=True, accounts=(MEMBERS[1],), needs=BUCKETS)
    assert [end.state for _, end in ended(recorder, "s3:GetBucketAcl")] == ["value"]
    assert counted == {"roles": 2, "asked": 2}
