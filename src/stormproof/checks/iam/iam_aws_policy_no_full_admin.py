"""AWS-managed administrator policies are attached to few principals."""

from __future__ import annotations

from typing import Any

from stormproof.checks.iam._world import principals
from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.iam import DETAILS, AwsPolicy, Group, Role, User, attachment
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.HIGH,
    Objective.LEAST_PRIVILEGE,
    aliases=(
        "prowler:iam_aws_attached_policy_no_administrative_privileges",
        "fsbp:IAM.1",
        "cis7:2.14",
    ),
)
def iam_aws_policy_no_full_admin(account: Account, world: World) -> Problems:
    """AWS-managed administrator policies are attached to few principals.

    Whoever takes over one of these principals owns the account. Each is one finding, so that the few that are meant
    (break-glass, the role that AWS Organizations makes) can be excepted by name, with an owner and an end.

    Fix: give the principal the actions that it has used, and take the policy off; keep administration to a role that people
    assume with MFA for a short time.
    """
    policies = [p.facts for p in world.all(AwsPolicy, account=account.account)]
    everything = [p for p in policies if p.document.allows_everything]
    if not everything:
        return
    for principal in principals(account, world):
        for policy in everything:
            if place := attachment(principal, policy.arn):
                message = f"gives {principal.short} every right, through {policy.name}"
                yield Problem(message, at=At(principal, place), slug=f"{policy.name}:{principal.short}")


def _policy(name: str, *statements: dict[str, Any]) -> Given:
    version = {
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "Document": {"Version": "2012-10-17", "Statement": list(statements)},
    }
    facts = {
        "Arn": f"arn:aws:iam::aws:policy/{name}",
        "PolicyVersionList": [version],
    }
    return Given(AwsPolicy, {DETAILS: facts}, name=name)


def _holder(kind: type[User | Group | Role], policy: str) -> Given:
    attached = [{"PolicyName": policy, "PolicyArn": f"arn:aws:iam::aws:policy/{policy}"}]
    return Given(kind, {DETAILS: {"AttachedManagedPolicies": attached}}, name="ops")


ADMIN = _policy("AdministratorAccess", {"Effect": "Allow", "Action": "*", "Resource": "*"})
READ = _policy("ReadOnlyAccess", {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*"})
ORDERLY = _policy("PowerUserAccess", {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"})

iam_aws_policy_no_full_admin.fails({}, others=(ADMIN, _holder(Role, "AdministratorAccess")))
iam_aws_policy_no_full_admin.fails({}, others=(ADMIN, _holder(User, "AdministratorAccess")))
iam_aws_policy_no_full_admin.fails({}, others=(ADMIN, READ, _holder(Group, "AdministratorAccess")))
iam_aws_policy_no_full_admin.passes({}, others=(ADMIN, READ, _holder(Role, "ReadOnlyAccess")))
iam_aws_policy_no_full_admin.passes({}, others=(ORDERLY, _holder(Role, "PowerUserAccess")))
iam_aws_policy_no_full_admin.passes({})
iam_aws_policy_no_full_admin.cannot_say({}, others=(Given(AwsPolicy, {DETAILS: Refused(Reason.DENIED)}),))
iam_aws_policy_no_full_admin.cannot_say({}, others=(ADMIN, Given(Role, {DETAILS: Refused(Reason.DENIED)})))
