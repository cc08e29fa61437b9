"""A read-only audit role exists."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.iam import DETAILS, Role, attachment, aws_policy_arn
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.LOW,
    Objective.ACCESS_REVIEWED,
    Objective.INCIDENT_ACCESS_READY,
    aliases=("prowler:iam_securityaudit_role_created",),
)
def iam_audit_role_exists(account: Account, world: World) -> Problems:
    """A read-only audit role exists.

    Reviewers and responders need to see settings at once and must not be able to change them. Where no role is ready, they
    borrow one that can do too much, or wait.

    Fix: create a role with AWS's policy SecurityAudit that only the security team may assume.
    """
    policy = aws_policy_arn("SecurityAudit", world.partition)
    roles = world.all(Role, account=account.account)
    if not any(attachment(role, policy) for role in roles):
        yield Problem("has no role with the policy SecurityAudit", slug="audit-role")


AUDIT = {"PolicyName": "SecurityAudit", "PolicyArn": "arn:aws:iam::aws:policy/SecurityAudit"}
OWN = {"PolicyName": "SecurityAudit", "PolicyArn": "arn:aws:iam::111122223333:policy/SecurityAudit"}

iam_audit_role_exists.fails({})
iam_audit_role_exists.fails(
    {}, others=(Given(Role, {DETAILS: {"AttachedManagedPolicies": [OWN]}}, name="auditor"),)
)
iam_audit_role_exists.fails(
    {}, others=(Given(Role, {DETAILS: {"AttachedManagedPolicies": [AUDIT]}}, account="444455556666"),)
)
iam_audit_role_exists.passes(
    {}, others=(Given(Role, {DETAILS: {"AttachedManagedPolicies": [AUDIT]}}, name="auditor"),)
)
iam_audit_role_exists.cannot_say({}, others=(Given(Role, {DETAILS: Refused(Reason.DENIED)}),))
