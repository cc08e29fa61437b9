"""Rows of IAM Identity Center: permission sets with all that they grant, and who has them in which account.

Only the account that owns the instance is asked for them; the instance itself is visible to its members too. It lives
in a region that may hold nothing else, so that quiet regions are asked as well.

A permission set is one thing in all accounts: its ARN has neither region nor account. It is provisioned to accounts,
and each of those is a thing of its own, `permissionSet/ssoins-…/ps-…/111122223333`.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.sso_admin import Instance, PermissionSet, Provision

INSTANCE = "arn:{partition}:sso:::instance/{parent}"
SET = {"InstanceArn": INSTANCE, "PermissionSetArn": "{arn}"}
OWN = "{OwnerAccountId} == {account}"

CALLS = (
    Call("sso-admin:ListInstances", gives=Instance, at="Instances", arn="{InstanceArn}", settings=True),
    Call("sso-admin:ListPermissionSets", of=Instance, gives=PermissionSet, send={"InstanceArn": "{arn}", "MaxResults": 100}, at="PermissionSets", arn="{item}", only_if=OWN),
    Call("sso-admin:DescribePermissionSet", of=PermissionSet, send=SET, at="PermissionSet"),
    Call("sso-admin:GetInlinePolicyForPermissionSet", of=PermissionSet, send=SET, at="InlinePolicy", decode="json", empty=True),
    Call("sso-admin:ListManagedPoliciesInPermissionSet", of=PermissionSet, send=SET, at="AttachedManagedPolicies"),
    Call("sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet", of=PermissionSet, send=SET, at="CustomerManagedPolicyReferences"),
    Call("sso-admin:GetPermissionsBoundaryForPermissionSet", of=PermissionSet, send=SET, at="PermissionsBoundary", absent=("ResourceNotFoundException",), empty=True),
    Call("sso-admin:ListAccountsForProvisionedPermissionSet", of=PermissionSet, gives=Provision, send={**SET, "MaxResults": 100}, at="AccountIds", arn="arn:{partition}:sso:::{parent}/{item}"),
    Call("sso-admin:ListAccountAssignments", of=Provision, send={"InstanceArn": INSTANCE, "PermissionSetArn": "arn:{partition}:sso:::{name}", "AccountId": "{item}", "MaxResults": 100}, at="AccountAssignments"),
)
