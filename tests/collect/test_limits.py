"""Token buckets against a simulated endpoint, on a clock of their own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from stormproof.collect.limits import FLOOR, Bucket, Key, Limits, limiter_of


@dataclass
class Simulated:
    """An endpoint with AWS's own token bucket: `rate` a second, `burst` at once."""

    rate: float
    burst: float
    tokens: float = 0.0
    now: float = 0.0

    def accepts(self, now: float) -> bool:
        self.tokens = min(self.burst, self.tokens + (now - self.now) * self.rate)
        self.now = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def run(bucket: Bucket, endpoint: Simulated, *, start: float, until: float) -> tuple[int, int]:
    """Asks as fast as the bucket lets: how many were answered, how many throttled."""
    now, answered, throttled = start, 0, 0
    while (now := bucket.ready_at(now)) < until:
        bucket.take(now)
        if endpoint.accepts(now):
            answered += 1
        else:
            bucket.throttled(now)
            throttled += 1
    return answered, throttled


@pytest.mark.parametrize("limit", [8.0, 10.0, 20.0, 37.0, 60.0])
def test_the_limit_of_an_endpoint_is_found_and_kept(limit):
    bucket, endpoint = Bucket(20.0, 20.0, 0.0), Simulated(limit, limit * 2, limit * 2)
    run(bucket, endpoint, start=0.0, until=120.0)
    answered, throttled = run(bucket, endpoint, start=120.0, until=720.0)
    assert answered / 600 >= 0.8 * limit
    assert throttled / (answered + throttled) < 0.02


def test_many_throttles_at_once_halve_the_rate_once():
    bucket = Bucket(20.0, 20.0, 0.0)
    for n in range(10):
        bucket.throttled(1.0 + n / 10)
    assert bucket.rate == 10.0
    bucket.throttled(3.5)
    assert bucket.rate == 5.0


def test_the_rate_has_a_floor_and_a_ceiling():
    bucket, now = Bucket(20.0, 20.0, 0.0), 0.0
    for _ in range(20):
        now += 3
        bucket.throttled(now)
    assert bucket.rate == FLOOR
    assert bucket.at_floor
    answered, throttled = run(bucket, Simulated(1000.0, 1000.0, 1000.0), start=now, until=now + 1000)
    assert bucket.rate == 80.0
    assert not throttled
    assert answered


def test_a_bucket_that_nobody_waits_for_does_not_grow():
    bucket = Bucket(20.0, 20.0, 0.0)
    for n in range(100):
        now = n * 2.0
        assert bucket.ready_at(now) == now
        bucket.take(now)
    assert bucket.rate == 20.0


def test_gentle_starts_at_a_quarter_and_max_rate_caps_all_together():
    one, other = Key("1", "r", "ec2", "describe"), Key("2", "r", "s3", "get")
    assert Limits(gentle=True).bucket(one, 0.0).rate == 5.0
    limits, now, sent = Limits(max_rate=2.0), 0.0, 0
    while now < 50.0:
        key = one if sent % 2 else other
        now = limits.ready_at(key, now)
        limits.take(key, now)
        sent += 1
    assert sent <= 2.0 * 50 + 3


def test_learnt_rates_are_taken_up_and_told():
    key = Key("1", "r", "iam", "list")
    limits = Limits(learnt={key: 3.0})
    assert limits.bucket(key, 0.0).rate == 3.0
    assert limits.learnt() == {}
    limits.throttled(key, 10.0)
    assert limits.learnt() == {key: 1.5}


@pytest.mark.parametrize(
    ("operation", "limiter"),
    [
        ("ListBuckets", "list"),
        ("DescribeVpcs", "describe"),
        ("GetBucketAcl", "get"),
        ("BatchGetProjects", "get"),
        ("SearchX", "control"),
    ],
)
def test_the_class_follows_the_verb(operation, limiter):
    assert limiter_of(operation) == limiter
