"""Firewall Manager: policies over the accounts of an organisation, and who keeps to them."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class FirewallPolicyFacts(Shape):
    """A policy as it is listed."""

    policy_id: str
    policy_name: str
    security_service_type: str
    remediation_enabled: bool


class Evaluation(Shape):
    """What became of the policy in an account."""

    compliance_status: str
    violator_count: int = 0  # AWS leaves it out where there is none
    evaluation_limit_exceeded: bool = False


class MemberCompliance(Shape):
    """A member, and how it does."""

    member_account: str
    evaluation_results: tuple[Evaluation, ...] = ()


class FirewallPolicy(Resource, kind="fms:policy", type="AWS::FMS::Policy"):
    """A policy of the administrator."""

    facts = facet("fms:ListPolicies", FirewallPolicyFacts)
    compliance = facet("fms:ListComplianceStatus", tuple[MemberCompliance, ...])
