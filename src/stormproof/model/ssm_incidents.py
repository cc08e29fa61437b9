"""Incident Manager: whether it is set up, and the plans by which an incident is answered."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

SETS, PLANS = "ssm-incidents:ListReplicationSets", "ssm-incidents:ListResponsePlans"


class ReplicationSettings(Shape, rename="camel"):
    """The state of a replication set as a whole."""

    status: str


class ReplicationSet(
    Resource, kind="ssm-incidents:replication-set", type="AWS::SSMIncidents::ReplicationSet"
):
    """What sets Incident Manager up in an account; it has one at most, which lives in several regions."""

    facts = facet(SETS, str)
    settings = facet("ssm-incidents:GetReplicationSet", ReplicationSettings)

    @property
    def active(self) -> bool:
        """Incident Manager works."""
        return self.settings.status == "ACTIVE"


class ResponsePlanFacts(Shape, rename="camel"):
    """A plan as it is listed."""

    name: str


class ResponsePlan(Resource, kind="ssm-incidents:response-plan", type="AWS::SSMIncidents::ResponsePlan"):
    """Whom to call and what to run when an incident begins."""

    facts = facet(PLANS, ResponsePlanFacts)
