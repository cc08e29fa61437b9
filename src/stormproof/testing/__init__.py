"""For tests, yours and ours: snapshots and findings in memory, and a rehearsed AWS that answers every row.

>>> from stormproof.testing import snapshot, thing
>>> facts = snapshot(thing("ec2:instance", {"ec2:DescribeInstances": {"InstanceId": "i-1"}}, name="i-1"))
>>> [row.arn for row in facts.facts.listed("ec2:instance")]
['arn:aws:ec2:eu-west-1:111122223333:instance/i-1']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stormproof.testing.memory import Thing, finding, refused_listing, results, snapshot, thing

if TYPE_CHECKING:
    from stormproof.testing.rehearsal import (
        FAILURES,
        SampleAws,
        broken,
        denied,
        garbage,
        rehearse,
        silent,
        throttled,
    )

__all__ = [
    "FAILURES",
    "SampleAws",
    "Thing",
    "broken",
    "denied",
    "finding",
    "garbage",
    "refused_listing",
    "rehearse",
    "results",
    "silent",
    "snapshot",
    "thing",
    "throttled",
]


def __getattr__(name: str) -> Any:
    """The rehearsal lazily: it brings the engine along, which is slow to import."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from stormproof.testing import rehearsal

    return getattr(rehearsal, name)
