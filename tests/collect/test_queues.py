"""Queues: nobody is the bottleneck, the important goes first."""

from __future__ import annotations

from collections import Counter

from stormproof.collect.ask import Ask
from stormproof.collect.call import Call
from stormproof.collect.clock import InstantClock
from stormproof.collect.limits import Limits
from stormproof.collect.queues import Queues

LISTING = Call("s3:ListBuckets")


def ask(account="1", *, row=LISTING, priority=0, region="r"):
    return Ask(row, account, region, {}, lambda a, t: None, lambda r: None, priority)


def queues(limits=None):
    return Queues(InstantClock(), limits or Limits())


def test_a_small_account_does_not_wait_for_a_large_one():
    waiting = queues()
    for _ in range(1000):
        waiting.put(ask("large"))
    for _ in range(10):
        waiting.put(ask("small"))
    first = [waiting.take().account for _ in range(20)]
    assert Counter(first) == {"large": 10, "small": 10}


def test_a_throttled_account_does_not_hold_up_the_others():
    limits = Limits()
    waiting = queues(limits)
    slow = ask("slow")
    for _ in range(50):
        waiting.put(ask("slow"))
        waiting.put(ask("fast"))
    for n in range(20):
        limits.throttled(slow.key, n * 3.0)
    first = Counter(waiting.take().account for _ in range(40))
    assert first["fast"] >= 38


def test_organisation_before_identity_before_listings():
    waiting = queues()
    for priority, service in ((4, "ec2"), (1, "iam"), (3, "rds"), (0, "organizations")):
        waiting.put(ask(row=Call(f"{service}:ListX"), priority=priority))
    assert [waiting.take().call.service for _ in range(4)] == ["organizations", "iam", "rds", "ec2"]


def test_a_question_for_later_comes_when_its_time_has_come():
    waiting = queues()
    waiting.put(ask("later"), 7.5)
    waiting.put(ask("now"))
    assert [waiting.take().account, waiting.take().account] == ["now", "later"]


def test_a_rate_is_kept_over_a_long_queue():
    clock = InstantClock()
    waiting = Queues(clock, Limits())
    for _ in range(640):
        waiting.put(ask("1", row=Call("ec2:DescribeVpcs")))
    for _ in range(640):
        waiting.take()
    assert clock.monotonic() >= 15.0


def test_dropped_questions_are_given_back_and_never_asked():
    waiting = queues()
    for region in ("a", "b"):
        waiting.put(ask(region=region))
        waiting.put(ask(region=region), 5.0)
    dropped = waiting.drop(lambda one: one.region == "a")
    assert len(dropped) == 2
    assert [waiting.take().region for _ in range(2)] == ["b", "b"]


def test_closed_queues_send_everybody_home():
    waiting = queues()
    waiting.put(ask())
    waiting.close()
    assert waiting.take() is None
