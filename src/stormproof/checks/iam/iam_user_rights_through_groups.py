"""IAM users receive rights only through groups."""

from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.iam import DETAILS, User
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.LOW,
    Objective.PERMISSIONS_BY_ROLE,
    aliases=("prowler:iam_policy_attached_only_to_group_or_roles", "fsbp:IAM.2", "cis7:2.13"),
)
def iam_user_rights_through_groups(user: User, _: World) -> Problems:
    """IAM users receive rights only through groups.

    Rights given one by one are forgotten one by one: nobody sees them when people change their work, and no two users of
    one team end with the same.

    Fix: put the user into a group that has these rights, then detach the policies and delete the inline ones.
    """
    inline, attached = user.facts.user_policy_list, user.facts.attached_managed_policies
    names = [*(p.policy_name for p in inline), *(p.policy_name for p in attached)]
    if names:
        places = [f"/UserPolicyList/{n}/PolicyName" for n, _ in enumerate(inline)]
        places += [f"/AttachedManagedPolicies/{n}" for n, _ in enumerate(attached)]
        yield Problem(f"is given rights directly, by {', '.join(names)}", at=tuple(places), slug="direct")


ATTACHED = {"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
INLINE = {"PolicyName": "deploy", "PolicyDocument": {"Version": "2012-10-17", "Statement": []}}
BOUNDARY = {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/developers"}

iam_user_rights_through_groups.fails({DETAILS: {"UserPolicyList": [INLINE]}})
iam_user_rights_through_groups.fails({DETAILS: {"AttachedManagedPolicies": [ATTACHED]}})
iam_user_rights_through_groups.passes({DETAILS: {"GroupList": ["team"], "PermissionsBoundary": BOUNDARY}})
