"""The engine over answers held in memory, on a clock that jumps: order, gaps, places, limits of time."""

from __future__ import annotations

import functools
import threading
from collections import Counter

import pytest

from stormproof.collect.call import GLOBAL, Call
from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.collect.engine import collect
from stormproof.collect.memory import MemoryTransport
from stormproof.collect.paging import PAGES_MOST
from stormproof.collect.rows import PROBES, rows, rows_for
from stormproof.collect.transport import CallFailedError
from stormproof.errors import CredentialsError, NotFoundError, StoppedError, UsageError
from stormproof.model.answer import Absent, NotAsked, Reason, Refused, Value
from stormproof.model.memory import EPOCH, value
from stormproof.model.recording import Item, Page, Task
from stormproof.model.snapshot import Scope
from stormproof.testing.recorder import MemoryRecorder
from stormproof.testing.rehearsal import (
    ACCOUNT,
    FAILURES,
    REGION,
    SampleAws,
    broken,
    denied,
    rehearse,
    throttled,
)

AWS = SampleAws()
KEYS = {"access_key": "made-up", "secret_key": "made-up"}
BUCKETS = frozenset({("s3:GetBucketPolicy", "s3:bucket"), ("s3:GetBucketAcl", "s3:bucket")})


def run(
    responder=AWS, recorder=None, *, failing=None, watch=None, clock=None, stop=None, on_progress=None, **more
):
    """A collection, and the recorder that holds it."""
    recorder = recorder or MemoryRecorder()
    what = Collection(**KEYS, **{"workers": 2, **more})
    transport = MemoryTransport(responder, failing=failing, watch=watch)
    got = collect(
        what, recorder, transport=transport, clock=clock or InstantClock(), stop=stop, on_progress=on_progress
    )
    return got, recorder


def over(**answers):
    """AWS with some operations answered otherwise: `s3_ListBuckets=lambda asked: …`."""
    named = {name.replace("_", ":", 1): answer for name, answer in answers.items()}
    return lambda asked: named[asked.name](asked) if asked.name in named else AWS(asked)


def ended(recorder, operation):
    return [(task, end) for task, end in recorder.tasks.items() if task.operation == operation]


# --- every row ---


def test_every_row_finds_an_answer_in_the_made_up_account():
    got, recorder = run(thorough=True)
    assert {(end.state, end.reason) for end in recorder.tasks.values()} == {("value", None)}
    assert {row.name for row in rows_for(None)} <= {task.operation for task in recorder.tasks}
    assert got.stats.requests == got.stats.requests_ok


def test_the_digest_does_not_depend_on_threads(store):
    digests = set()
    for second, workers in enumerate((1, 8, 64)):
        started = InstantClock().now().replace(second=second)
        recording = store.begin(Scope(), version="0", started_at=started)
        digests.add(
            rehearse(recording, what=Collection(**KEYS, workers=workers, thorough=True)).snapshot.digest
        )
    assert len(digests) == 1


ROWS = sorted({(row.name, row.kind) for row in rows_for(None)})
OWN = {"sts:GetCallerIdentity"}
"""Without this one, nothing is collected at all: it ends in a message."""


@functools.cache
def undisturbed(needs):
    return run(needs=needs, thorough=True)[1]


@pytest.mark.parametrize("how", sorted(FAILURES))
def test_an_operation_that_is_lost_leaves_a_gap_with_its_permission_and_nothing_else_is_lost(how):
    for name, kind in ROWS:
        if name in OWN:
            continue
        needs = frozenset({(name, kind)})
        whole = undisturbed(needs)
        _, lost = run(needs=needs, thorough=True, failing={name: FAILURES[how]})
        due = {task for task in whole.tasks if task.operation == name and task.of == kind}
        ends = {task: lost.tasks[task] for task in due if task in lost.tasks}
        assert ends, (name, kind)
        assert {end.state for end in ends.values()} == {"refused"}, (name, kind)
        assert all(end.permission for end in ends.values()), (name, kind)
        silent = [
            item.arn
            for item in lost.items.values()
            if item.operation == name and item.of == kind and not isinstance(item.answer, Refused)
        ]
        assert silent == [], (name, kind)


# --- failures in the middle ---


def test_throttles_are_asked_again_and_counted():
    asked = Counter()

    def slow(request):
        asked[request.name] += 1
        if request.name == "s3:GetBucketPolicy" and asked[request.name] < 4:
            raise throttled()
        return AWS(request)

    got, recorder = run(slow, needs=BUCKETS)
    assert [end.state for _, end in ended(recorder, "s3:GetBucketPolicy")] == ["value"]
    assert (got.stats.retries, got.stats.throttled) == (3, 3)


def test_an_operation_that_keeps_failing_is_left_and_the_rest_says_so():
    def many(asked):
        buckets = [{"Name": f"bucket-{n}", "BucketRegion": REGION} for n in range(400)]
        return {"Buckets": buckets}

    counted = Counter()
    _, recorder = run(
        over(s3_ListBuckets=many),
        needs=BUCKETS,
        workers=1,
        failing={"s3:GetBucketPolicy": broken},
        watch=lambda asked: counted.update([asked.name]),
    )
    ends = [end for _, end in ended(recorder, "s3:GetBucketPolicy")]
    assert len(ends) == 400
    assert {(end.state, end.reason) for end in ends} == {("refused", Reason.FAILED)}
    assert counted["s3:GetBucketPolicy"] < 4 * 400
    assert Counter(end.code for end in ends)["not asked"] > 50
    assert {end.state for _, end in ended(recorder, "s3:GetBucketAcl")} == {"value"}


def test_a_bucket_deleted_between_two_calls_is_a_marked_gap():
    def gone(asked):
        raise CallFailedError("NoSuchBucket", "The specified bucket does not exist", status=404)

    _, recorder = run(over(s3_GetBucketAcl=gone), needs=BUCKETS)
    [(task, end)] = ended(recorder, "s3:GetBucketAcl")
    assert (end.state, end.reason, end.code) == ("refused", Reason.FAILED, "NoSuchBucket")
    assert isinstance(recorder.answer(task.subject, task.operation), Refused)


def test_a_code_that_the_row_calls_absence_is_absence():
    def none(asked):
        raise CallFailedError("NoSuchBucketPolicy", "The bucket policy does not exist", status=404)

    _, recorder = run(over(s3_GetBucketPolicy=none), needs=BUCKETS)
    [(task, end)] = ended(recorder, "s3:GetBucketPolicy")
    assert (end.state, end.code) == ("absent", "NoSuchBucketPolicy")
    assert isinstance(recorder.answer(task.subject, task.operation), Absent)


# --- paging ---


def test_a_listing_in_pages_is_read_to_its_end():
    def paged(asked):
        n = int(asked.params.get("ContinuationToken", 0))
        page = {"Buckets": [{"Name": f"bucket-{n}", "BucketRegion": REGION}]}
        return {**page, "ContinuationToken": str(n + 1)} if n < 4 else page

    _, recorder = run(over(s3_ListBuckets=paged), needs=BUCKETS)
    assert len(ended(recorder, "s3:GetBucketPolicy")) == 5


@pytest.mark.parametrize("tokens", [["a", "a"], ["a", "b"], ["a", "b", "c"]])
def test_a_listing_that_turns_in_a_circle_is_a_gap_and_what_it_named_stays(tokens):
    counted = Counter()

    def circling(asked):
        counted["pages"] += 1
        here = asked.params.get("ContinuationToken")
        token = tokens[(tokens.index(here) + 1) % len(tokens)] if here else tokens[0]
        return {"Buckets": [{"Name": f"bucket-{here}", "BucketRegion": REGION}], "ContinuationToken": token}

    _, recorder = run(over(s3_ListBuckets=circling), needs=BUCKETS)
    [(_, end)] = ended(recorder, "s3:ListBuckets")
    assert (end.state, end.reason) == ("refused", Reason.UNREADABLE)
    assert counted["pages"] < 10 < PAGES_MOST
    assert {end.state for _, end in ended(recorder, "s3:GetBucketPolicy")} == {"value"}


def test_a_thing_without_a_name_is_a_gap_in_its_listing_and_the_others_stay():
    def odd(asked):
        return {"Buckets": [{"BucketRegion": REGION}, {"Name": "good", "BucketRegion": REGION}]}

    _, recorder = run(over(s3_ListBuckets=odd), needs=BUCKETS)
    [(_, end)] = ended(recorder, "s3:ListBuckets")
    assert (end.state, end.reason) == ("refused", Reason.UNREADABLE)
    assert [task.subject for task, _ in ended(recorder, "s3:GetBucketAcl")] == ["arn:aws:s3:::good"]


def test_an_answer_too_large_to_keep_is_a_gap():
    _, recorder = run(over(s3_GetBucketAcl=lambda asked: {"Grants": ["x" * 5_000_000]}), needs=BUCKETS)
    [(_, end)] = ended(recorder, "s3:GetBucketAcl")
    assert (end.state, end.reason) == ("refused", Reason.UNREADABLE)


# --- places ---


def two_regions(asked):
    if asked.name == "ec2:DescribeRegions":
        names = {
            "us-east-1": "opt-in-not-required",
            "eu-west-1": "opt-in-not-required",
            "ap-east-1": "not-opted-in",
        }
        return {"Regions": [{"RegionName": name, "OptInStatus": state} for name, state in names.items()]}
    return AWS(asked)


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


# --- time ---


def test_when_the_time_is_up_what_is_left_is_refused_and_the_run_still_ends():
    clock = InstantClock()

    def slow(asked):
        clock.sleep(1.0)
        return two_regions(asked)

    _, recorder = run(slow, clock=clock, deadline=100.0, workers=1, thorough=True)
    reasons = Counter(end.reason for end in recorder.tasks.values())
    assert reasons[Reason.DEADLINE] > 50
    assert reasons[None] > 3
    listed = {task.operation for task, end in recorder.tasks.items() if not task.subject}
    assert "ec2:DescribeVpcs" in listed


def test_a_task_that_never_gets_through_ends_at_its_deadline():
    clock = InstantClock()

    def stuck(asked):
        if asked.name == "s3:GetBucketAcl":
            clock.sleep(200.0)
            raise broken()
        return AWS(asked)

    _, recorder = run(stuck, clock=clock, needs=BUCKETS)
    assert [end.reason for _, end in ended(recorder, "s3:GetBucketAcl")] == [Reason.DEADLINE]


def test_a_stopped_run_raises_and_can_go_on_where_it_was():
    stop = threading.Event()
    counted = Counter()

    def watch(asked):
        counted[asked.name] += 1
        if sum(counted.values()) == 40:
            stop.set()

    recorder = MemoryRecorder()
    with pytest.raises(StoppedError) as caught:
        run(recorder=recorder, watch=watch, stop=stop, thorough=True)
    assert "--resume" in str(caught.value.hint)
    assert any(end is None for end in recorder.tasks.values())
    resumed, _ = run(recorder=recorder, thorough=True)
    whole, _ = run(thorough=True)
    assert resumed.snapshot.digest == whole.snapshot.digest


def begun_listing():
    """What an earlier process left: one page of buckets, and the token of the next."""
    recorder = MemoryRecorder()
    task = Task(ACCOUNT, "global", "s3:ListBuckets", "", "", "s3:bucket")
    first = value({"Name": "one", "BucketRegion": REGION})
    item = Item("arn:aws:s3:::one", ACCOUNT, REGION, "s3:bucket", "s3:ListBuckets", "", first)
    children = [Task(ACCOUNT, REGION, name, item.arn, "", kind) for name, kind in sorted(BUCKETS)]
    token = '{"ContinuationToken": "second"}'
    recorder.commit(Page(task, 0, EPOCH, items=(item,), spawned=tuple(children), next_token=token))
    return recorder


@pytest.mark.parametrize(("expired", "tokens"), [(False, ["second"]), (True, ["second", None, "second"])])
def test_a_resumed_listing_goes_on_at_its_token_and_starts_anew_if_the_token_has_expired(expired, tokens):
    asked_for = []

    def paged(asked):
        token = asked.params.get("ContinuationToken")
        asked_for.append(token)
        if expired and len(asked_for) == 1:
            raise CallFailedError("InvalidToken", "The token has expired", status=400)
        if token is None:
            return {"Buckets": [{"Name": "one", "BucketRegion": REGION}], "ContinuationToken": "second"}
        return {"Buckets": [{"Name": "two", "BucketRegion": REGION}]}

    counted = Counter()
    _, recorder = run(
        over(s3_ListBuckets=paged),
        begun_listing(),
        needs=BUCKETS,
        watch=lambda asked: counted.update([asked.name]),
    )
    assert asked_for == tokens
    policies = ended(recorder, "s3:GetBucketPolicy")
    assert {(task.subject, end.state) for task, end in policies} == {
        ("arn:aws:s3:::one", "value"),
        ("arn:aws:s3:::two", "value"),
    }
    assert counted["s3:GetBucketPolicy"] == 2


def test_progress_adds_up_and_comes_at_most_four_times_a_second():
    told = []
    run(on_progress=told.append, thorough=True)
    last = told[-1]
    assert last.calls_done == last.calls_total > 100
    assert [(a.id, a.done == a.total) for a in last.accounts] == [(ACCOUNT, True)]


# --- rows ---


def test_a_narrow_need_brings_its_parents_and_no_more():
    found = {(row.name, row.kind) for row in rows_for(frozenset({("s3:GetBucketPolicy", "s3:bucket")}))}
    assert found == {("s3:GetBucketPolicy", "s3:bucket"), ("s3:ListBuckets", "s3:bucket")}


def test_one_need_costs_only_the_calls_it_needs():
    asked = []
    run(needs=frozenset({("s3:GetBucketPolicy", "s3:bucket")}), watch=lambda one: asked.append(one.name))
    assert asked == ["sts:GetCallerIdentity", "s3:ListBuckets", "s3:GetBucketPolicy"]


def test_what_the_bulk_answer_tells_is_not_asked_again():
    needs = frozenset({("iam:ListMFADevices", "iam:user")})
    user = f"arn:aws:iam::{ACCOUNT}:user/ann"
    listing = {"UserDetailList": [{"UserName": "ann", "Arn": user}]}
    bulk = over(iam_GetAccountAuthorizationDetails=lambda asked: listing)
    _, covered = run(bulk, needs=needs)
    assert [(end.state, end.reason) for _, end in ended(covered, "iam:ListMFADevices")] == [
        ("not_asked", Reason.NOT_NEEDED)
    ]
    _, asked = run(bulk, needs=needs, failing={"iam:GetCredentialReport": denied})
    assert [end.state for _, end in ended(asked, "iam:ListMFADevices")] == ["value"]


def test_the_credential_report_is_ordered_and_waited_for():
    steps = []

    def report(asked):
        steps.append(asked.name)
        code = {1: "ReportNotPresent", 3: "ReportInProgress"}.get(len(steps))
        if code:
            raise CallFailedError(code, status=410)
        return {"Content": f"user,arn\nann,arn:aws:iam::{ACCOUNT}:user/ann\n".encode()}

    def order(asked):
        steps.append(asked.name)
        return {"State": "STARTED"}

    responder = over(iam_GetCredentialReport=report, iam_GenerateCredentialReport=order)
    _, recorder = run(responder, needs=frozenset({("iam:GetCredentialReport", "aws:account")}))
    assert [name.partition(":")[2][:3] for name in steps] == ["Get", "Gen", "Get", "Get"]
    assert isinstance(recorder.answer(f"arn:aws:iam::{ACCOUNT}:user/ann", "iam:GetCredentialReport"), Value)


def test_a_batch_is_led_back_to_each_thing_and_what_it_leaves_out_is_a_gap():
    arns = [f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/lb/{n}" for n in range(25)]
    sizes = []

    def balancers(asked):
        return {"LoadBalancers": [{"LoadBalancerArn": arn} for arn in arns]}

    def tags(asked):
        asked_for = asked.params["ResourceArns"]
        sizes.append(len(asked_for))
        return {"TagDescriptions": [{"ResourceArn": arn, "Tags": []} for arn in asked_for if arn != arns[3]]}

    responder = over(elbv2_DescribeLoadBalancers=balancers, elbv2_DescribeTags=tags)
    _, recorder = run(responder, needs=frozenset({("elbv2:DescribeTags", "elbv2:load-balancer")}))
    states = {task.subject: end.state for task, end in ended(recorder, "elbv2:DescribeTags")}
    assert sorted(sizes) == [5, 20]
    assert states == {arn: "refused" if arn == arns[3] else "value" for arn in arns}


def test_a_condition_that_does_not_hold_saves_the_call():
    needs = frozenset({("lambda:GetFunction", "lambda:function")})
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
    plain = over(
        lambda_ListFunctions=lambda asked: {"Functions": [{"FunctionArn": arn, "PackageType": "Zip"}]}
    )
    _, recorder = run(plain, needs=needs)
    assert [(end.state, end.reason) for _, end in ended(recorder, "lambda:GetFunction")] == [
        ("not_asked", Reason.NOT_NEEDED)
    ]
    assert isinstance(recorder.answer(arn, "lambda:GetFunction"), NotAsked)


def test_every_hook_that_a_row_names_exists():
    from stormproof.collect import hooks

    known = {*hooks.REGIONS, *hooks.SENT_TO, *hooks.PREPARED.values()}
    named = {row.hook for row in rows() if row.hook and row.name not in hooks.PREPARED}
    assert named <= known
    assert len(hooks.REGIONS) + len(hooks.SENT_TO) + len(hooks.PREPARED) <= 15
    assert Call("x:ListY", place=GLOBAL).hook == ""
