"""Rows of EventBridge: buses, rules and what a rule sends events to.

CloudTrail's events arrive on the default bus of each region, and a rule there says who is told of what: so buses are
asked even in a region that is quiet otherwise. Their listing holds their policies.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.events import EventBus, Rule

CALLS = (
    Call("events:ListEventBuses", gives=EventBus, at="EventBuses", arn="{Arn}", settings=True),
    Call("events:ListRules", of=EventBus, gives=Rule, send={"EventBusName": "{Name}"}, at="Rules", arn="{Arn}"),
    Call("events:ListTargetsByRule", of=Rule, send={"Rule": "{Name}", "EventBusName": "{EventBusName}"}, at="Targets", absent=("ResourceNotFoundException",)),
)
