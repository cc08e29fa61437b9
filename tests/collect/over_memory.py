"""A collection over answers held in memory, for the tests of the engine."""

from __future__ import annotations

from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.collect.engine import collect
from stormproof.collect.memory import MemoryTransport
from stormproof.testing.recorder import MemoryRecorder
from stormproof.testing.rehearsal import (
    SampleAws,
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


def two_regions(asked):
    if asked.name == "ec2:DescribeRegions":
        names = {
            "us-east-1": "opt-in-not-required",
            "eu-west-1": "opt-in-not-required",
            "ap-east-1": "not-opted-in",
        }
        return {"Regions": [{"RegionName": name, "OptInStatus": state} for name, state in names.items()]}
    return AWS(asked)
