"""The engine and time: deadlines, stopping, going on; and what each kind of row asks."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from collect.over_memory import AWS, BUCKETS, ended, over, run, two_regions
from stormproof.collect.call import GLOBAL, Call
from stormproof.collect.clock import InstantClock
from stormproof.collect.rows import rows, rows_for
from stormproof.collect.transport import CallFailedError
from stormproof.errors import StoppedError
from stormproof.model.answer import NotAsked, Reason, Value
from stormproof.model.memory import EPOCH, value
from stormproof.model.recording import Item, Page, Task
from stormproof.testing.recorder import MemoryRecorder
from stormproof.testing.rehearsal import (
    ACCOUNT,
    REGION,
    broken,
    denied,
)

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


def test_progress_counts_only_what_is_really_asked():
    told = []
    _, recorder = run(on_progress=told.append, services=("s3",))
    states = [end.state for end in recorder.tasks.values()]
    assert states.count("not_asked") > 100
    assert told[-1].calls_done == told[-1].calls_total == len(states) - states.count("not_asked")


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
