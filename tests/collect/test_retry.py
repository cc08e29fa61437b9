"""How often, how long, and when it is enough."""

from __future__ import annotations

import random

import pytest

from stormproof.collect.errors import Again
from stormproof.collect.retry import LONGEST_WAIT, Breaker, Policy, Tries


def attempts(policy: Policy, again: Again) -> int:
    tries, made = Tries(0.0), 1
    while policy.wait(tries, again, 0.0) is not None:
        made += 1
    return made


@pytest.mark.parametrize(
    ("again", "most"),
    [
        (Again.THROTTLED, 6),
        (Again.SERVER, 4),
        (Again.FAULT, 4),
        (Again.REFRESH, 2),
        (Again.ONCE, 2),
        (Again.NEVER, 1),
    ],
)
def test_each_kind_of_failure_has_its_number_of_attempts(again, most):
    assert attempts(Policy(random.Random(1)), again) == most


def test_a_test_endpoint_gets_one_more_attempt_for_its_5xx():
    assert attempts(Policy(random.Random(1), test_endpoint=True), Again.SERVER) == 5


def test_waits_are_spread_over_the_whole_range_and_bounded():
    policy = Policy(random.Random(1))
    waits = []
    for _ in range(300):
        tries = Tries(0.0)
        while (wait := policy.wait(tries, Again.THROTTLED, 0.0)) is not None:
            waits.append(wait)
    assert min(waits) < 0.2
    assert 10 < max(waits) <= LONGEST_WAIT


def test_no_attempt_begins_after_the_tasks_deadline():
    assert Policy(random.Random(1)).wait(Tries(0.0), Again.THROTTLED, 301.0) is None


def test_three_failures_in_a_row_break_an_operation_at_one_endpoint_only():
    breaker = Breaker()
    for _ in range(2):
        breaker.failed("ec2:DescribeVpcs", "ec2.a", Again.SERVER)
    breaker.answered("ec2:DescribeVpcs", "ec2.a")
    for _ in range(2):
        breaker.failed("ec2:DescribeVpcs", "ec2.a", Again.SERVER)
    assert breaker.broken("ec2:DescribeVpcs", "ec2.a") is None
    breaker.failed("ec2:DescribeVpcs", "ec2.a", Again.SERVER)
    assert breaker.broken("ec2:DescribeVpcs", "ec2.a") is Again.SERVER
    assert breaker.broken("ec2:DescribeVpcs", "ec2.b") is None
    assert breaker.broken("ec2:DescribeSubnets", "ec2.a") is None
