"""Rows of IAM: one bulk answer for users, groups, roles and policies, one report for credentials.

The bulk answer is asked by kind, so that a refusal or a check touches no more than it must. AWS's own policies have one
ARN in all accounts and another answer in each, so that their things are named by account.

`iam:GetCredentialReport` is one file about many: each of its rows is the answer about the ARN in its column `arn`
(for `<root_account>` that is the account's own). It is ordered and waited for by `hooks.py`. What it tells about a user
is asked one by one only where it has no row for the user: it was refused, or the user is younger than it.
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.account import Account
from stormproof.model.iam import (
    AwsPolicy,
    Group,
    ManagedPolicy,
    OpenIDConnectProvider,
    Role,
    SAMLProvider,
    ServerCertificate,
    User,
    VirtualMFADevice,
)

CALLS = (
    Call("iam:GetAccountAuthorizationDetails", gives=User, send={"Filter": ["User"]}, at="UserDetailList", arn="{Arn}", place=GLOBAL, label="Filter=User"),
    Call("iam:GetAccountAuthorizationDetails", gives=Group, send={"Filter": ["Group"]}, at="GroupDetailList", arn="{Arn}", place=GLOBAL, label="Filter=Group"),
    Call("iam:GetAccountAuthorizationDetails", gives=Role, send={"Filter": ["Role"]}, at="RoleDetailList", arn="{Arn}", place=GLOBAL, label="Filter=Role"),
    Call("iam:GetAccountAuthorizationDetails", gives=ManagedPolicy, send={"Filter": ["LocalManagedPolicy"]}, at="Policies", arn="{Arn}", place=GLOBAL, label="Filter=LocalManagedPolicy"),
    Call("iam:GetAccountAuthorizationDetails", gives=AwsPolicy, send={"Filter": ["AWSManagedPolicy"]}, at="Policies", arn="arn:{partition}:iam::{account}:aws-policy/{Arn}", place=GLOBAL, label="Filter=AWSManagedPolicy"),
    Call("iam:GetAccountSummary", of=Account, at="SummaryMap", place=GLOBAL),
    Call("iam:GetAccountPasswordPolicy", of=Account, at="PasswordPolicy", absent=("NoSuchEntity",), place=GLOBAL),
    Call("iam:GetCredentialReport", of=Account, at="Content", decode="csv", arn="{arn}", place=GLOBAL, limiter="heavy"),
    Call("iam:ListOrganizationsFeatures", of=Account, absent=("ServiceAccessNotEnabledException", "AccountNotManagementOrDelegatedAdministratorException", "OrganizationNotFoundException", "OrganizationNotInAllFeaturesModeException"), place=GLOBAL),
    Call("iam:ListServerCertificates", gives=ServerCertificate, at="ServerCertificateMetadataList", arn="{Arn}", place=GLOBAL),
    Call("iam:ListVirtualMFADevices", gives=VirtualMFADevice, send={"AssignmentStatus": "Any"}, at="VirtualMFADevices", arn="{SerialNumber}", place=GLOBAL),
    Call("iam:ListOpenIDConnectProviders", gives=OpenIDConnectProvider, at="OpenIDConnectProviderList", arn="{Arn}", place=GLOBAL),
    Call("iam:GetOpenIDConnectProvider", of=OpenIDConnectProvider, send={"OpenIDConnectProviderArn": "{arn}"}, place=GLOBAL),
    Call("iam:ListSAMLProviders", gives=SAMLProvider, at="SAMLProviderList", arn="{Arn}", place=GLOBAL),
    Call("iam:GetLoginProfile", of=User, send={"UserName": "{UserName}"}, at="LoginProfile", absent=("NoSuchEntity",), place=GLOBAL, covered_by="iam:GetCredentialReport"),
    Call("iam:ListMFADevices", of=User, send={"UserName": "{UserName}"}, at="MFADevices", place=GLOBAL, covered_by="iam:GetCredentialReport"),
    Call("iam:ListAccessKeys", of=User, send={"UserName": "{UserName}"}, at="AccessKeyMetadata", place=GLOBAL, covered_by="iam:GetCredentialReport"),
    Call("iam:ListServiceSpecificCredentials", of=User, send={"UserName": "{UserName}"}, at="ServiceSpecificCredentials", place=GLOBAL),
)
