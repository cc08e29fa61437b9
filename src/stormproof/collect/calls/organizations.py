"""Rows of Organizations. All but the first are answered only in the management account or a delegated one.

Policies that authorise (SCP, RCP) and those that manage are two kinds: a type that a partition does not know then keeps
no check of guard rails from its answer.
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, ORG, Call
from stormproof.model.account import Account
from stormproof.model.organizations import (
    AuthorizationPolicy,
    ManagementPolicy,
    MemberAccount,
    OrganizationalUnit,
    Root,
)

AUTHORIZING = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
MANAGING = ("TAG_POLICY", "BACKUP_POLICY", "AISERVICES_OPT_OUT_POLICY", "CHATBOT_POLICY", "DECLARATIVE_POLICY_EC2", "SECURITYHUB_POLICY", "INSPECTOR_POLICY", "UPGRADE_ROLLOUT_POLICY", "BEDROCK_POLICY", "S3_POLICY", "NETWORK_SECURITY_DIRECTOR_POLICY", "GUARDDUTY_POLICY", "SECURITYHUB_CSPM_POLICY")

CALLS = (
    Call("organizations:DescribeOrganization", of=Account, at="Organization", absent=("AWSOrganizationsNotInUseException",), place=GLOBAL),
    Call("organizations:ListDelegatedAdministrators", of=Account, at="DelegatedAdministrators", place=ORG),
    Call("organizations:ListAWSServiceAccessForOrganization", of=Account, at="EnabledServicePrincipals", place=ORG),
    Call("organizations:ListAccounts", gives=MemberAccount, at="Accounts", arn="{Arn}", place=ORG),
    Call("organizations:ListRoots", gives=Root, at="Roots", arn="{Arn}", place=ORG),
    Call("organizations:ListOrganizationalUnitsForParent", of=Root, gives=OrganizationalUnit, send={"ParentId": "{Id}"}, at="OrganizationalUnits", arn="{Arn}", place=ORG, label="of the root"),
    Call("organizations:ListOrganizationalUnitsForParent", of=OrganizationalUnit, gives=OrganizationalUnit, send={"ParentId": "{Id}"}, at="OrganizationalUnits", arn="{Arn}", place=ORG, label="of a unit"),
    Call("organizations:ListParents", of=MemberAccount, send={"ChildId": "{Id}"}, at="Parents", place=ORG),
    Call("organizations:ListParents", of=OrganizationalUnit, send={"ChildId": "{Id}"}, at="Parents", place=ORG),
    Call("organizations:ListPolicies", gives=AuthorizationPolicy, send={"Filter": "{each}"}, each=AUTHORIZING, at="Policies", arn="{Arn}", place=ORG),
    Call("organizations:ListPolicies", gives=ManagementPolicy, send={"Filter": "{each}"}, each=MANAGING, at="Policies", arn="{Arn}", place=ORG),
    Call("organizations:DescribePolicy", of=AuthorizationPolicy, send={"PolicyId": "{Id}"}, at="Policy.Content", decode="json", place=ORG),
    Call("organizations:ListTargetsForPolicy", of=AuthorizationPolicy, send={"PolicyId": "{Id}"}, at="Targets", place=ORG),
    Call("organizations:ListPoliciesForTarget", of=Root, send={"TargetId": "{Id}", "Filter": "{each}"}, each=AUTHORIZING, at="Policies", place=ORG),
    Call("organizations:ListPoliciesForTarget", of=OrganizationalUnit, send={"TargetId": "{Id}", "Filter": "{each}"}, each=AUTHORIZING, at="Policies", place=ORG),
    Call("organizations:ListPoliciesForTarget", of=MemberAccount, send={"TargetId": "{Id}", "Filter": "{each}"}, each=AUTHORIZING, at="Policies", place=ORG),
)
