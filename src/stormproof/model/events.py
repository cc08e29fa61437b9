"""Views of EventBridge: buses, rules, and what a rule sends events to."""

from __future__ import annotations

import msgspec
from msgspec import field

from stormproof.errors import UnreadableError
from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

BUSES = "events:ListEventBuses"
DEFAULT_BUS = "default"
ENABLED = "ENABLED"
ENABLED_WITH_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
"""Without it a rule never sees management events that only read:
docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html"""


class EventBusFacts(Shape):
    name: str
    arn: str
    policy_text: str | None = field(default=None, name="Policy")


class EventBus(Resource, kind="events:event-bus", type="AWS::Events::EventBus"):
    facts = facet(BUSES, EventBusFacts)

    @property
    def policy(self) -> Policy | None:
        """Who may put events on it; AWS sends the document as text inside the listing."""
        if self.facts.policy_text is None:
            return None
        try:
            return msgspec.json.decode(self.facts.policy_text, type=Policy)
        except msgspec.DecodeError as error:
            raise UnreadableError(f"the policy of {self.arn}: {error}", operation=BUSES) from error


class RuleFacts(Shape):
    name: str
    state: str
    event_pattern: str | None = None  # a rule that runs by the clock has none
    schedule_expression: str | None = None
    event_bus_name: str = DEFAULT_BUS
    managed_by: str | None = None

    @property
    def enabled(self) -> bool:
        return self.state in (ENABLED, ENABLED_WITH_READS)

    @property
    def sees_reads(self) -> bool:
        """Management events that only read reach it too."""
        return self.state == ENABLED_WITH_READS


class Target(Shape):
    id: str
    arn: str


class Rule(Resource, kind="events:rule", type="AWS::Events::Rule"):
    facts = facet("events:ListRules", RuleFacts)
    targets = facet("events:ListTargetsByRule", tuple[Target, ...], absent=())
