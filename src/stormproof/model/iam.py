"""IAM: users, groups, roles, policies, certificates, MFA devices and identity providers."""

from __future__ import annotations

import datetime as dt

import msgspec

from stormproof.errors import NotCollectedError, NotSentError
from stormproof.model.answer import NotAsked, Refused, Value
from stormproof.model.arn import Arn
from stormproof.model.credentials import NO_ROW, REPORT, AccessKey, CredentialRow
from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

DETAILS = "iam:GetAccountAuthorizationDetails"
KEYS = "iam:ListAccessKeys"


class AttachedPolicy(Shape):
    """A managed policy on a principal."""

    policy_name: str
    policy_arn: str


class InlinePolicy(Shape):
    """A policy that lives inside a principal."""

    policy_name: str
    policy_document: Policy


class PermissionsBoundary(Shape):
    """The most that a principal may have; it grants nothing."""

    permissions_boundary_arn: str


class UserFacts(Shape):
    """A user of the bulk answer."""

    user_name: str
    create_date: dt.datetime
    group_list: tuple[str, ...] = ()
    user_policy_list: tuple[InlinePolicy, ...] = ()
    attached_managed_policies: tuple[AttachedPolicy, ...] = ()
    permissions_boundary: PermissionsBoundary | None = None


class LoginProfile(Shape):
    """A user's console password exists."""

    create_date: dt.datetime


class MFADevice(Shape):
    """A device enabled for a user."""

    serial_number: str


class AccessKeyMetadata(Shape):
    """One key of a user."""

    access_key_id: str
    status: str
    create_date: dt.datetime


class User(Resource, kind="iam:user", type="AWS::IAM::User"):
    """An IAM user. What a fresh credential report tells is not asked again of each user."""

    facts = facet(DETAILS, UserFacts)
    row = facet(REPORT, CredentialRow)
    login_profile = facet("iam:GetLoginProfile", LoginProfile, absent=None)
    mfa_devices = facet("iam:ListMFADevices", tuple[MFADevice, ...])
    access_key_metadata = facet(KEYS, tuple[AccessKeyMetadata, ...])

    @property
    def report(self) -> CredentialRow:
        """The user's row of the credential report; whether the whole was refused or not asked speaks of every user."""
        own = self.answer(REPORT)
        if not isinstance(own, Value):
            root = Arn(self.arn.partition, "iam", "", self.arn.account, "root")
            whole = self.source.answer(str(root), REPORT)
            refused = isinstance(whole, Refused) and whole.code != NO_ROW
            unasked = isinstance(whole, NotAsked) and isinstance(own, NotAsked)
            if isinstance(whole, Refused | NotAsked) and (refused or unasked):
                raise NotCollectedError(str(self.arn), REPORT, whole)
        return self.row

    @property
    def has_password(self) -> bool:
        """Can sign in to the console with a password."""
        return (
            self.report.has_password
            if self.by_report("iam:GetLoginProfile")
            else self.login_profile is not None
        )

    @property
    def has_mfa(self) -> bool:
        """Has at least one MFA device."""
        return self.report.has_mfa if self.by_report("iam:ListMFADevices") else bool(self.mfa_devices)

    @property
    def mfa_at(self) -> str:
        """The answer that tells of MFA devices."""
        return f"{REPORT}/mfa_active" if self.by_report("iam:ListMFADevices") else "iam:ListMFADevices"

    @property
    def active_keys(self) -> tuple[AccessKey, ...]:
        """Active access keys."""
        if self.by_report(KEYS):
            return self.report.active_keys
        keys = enumerate(self.access_key_metadata)
        return tuple(
            AccessKey(k.create_date, f"{KEYS}/{n}/CreateDate", k.access_key_id)
            for n, k in keys
            if k.status == "Active"
        )

    def by_report(self, alone: str) -> bool:
        """The report decides unless it has no row for this user (refused, or older than the user) and AWS was asked alone."""
        in_report = isinstance(self.answer(REPORT), Value)
        return in_report or isinstance(self.answer(alone), NotAsked)


class GroupFacts(Shape):
    """A group of the bulk answer."""

    group_name: str
    group_policy_list: tuple[InlinePolicy, ...] = ()
    attached_managed_policies: tuple[AttachedPolicy, ...] = ()


class Group(Resource, kind="iam:group", type="AWS::IAM::Group"):
    """An IAM group."""

    facts = facet(DETAILS, GroupFacts)


class RoleFacts(Shape):
    """A role of the bulk answer."""

    role_name: str
    path: str
    create_date: dt.datetime
    assume_role_policy_document: Policy
    role_policy_list: tuple[InlinePolicy, ...] = ()
    attached_managed_policies: tuple[AttachedPolicy, ...] = ()
    permissions_boundary: PermissionsBoundary | None = None


class Role(Resource, kind="iam:role", type="AWS::IAM::Role"):
    """An IAM role."""

    facts = facet(DETAILS, RoleFacts)


Principal = User | Group | Role
"""What a managed policy is attached to."""


def attachment(principal: Principal, policy: str) -> str | None:
    """Where the answer about a principal names an attached managed policy, as a JSON pointer; None if it does not."""
    attached = principal.facts.attached_managed_policies
    return next(
        (f"/AttachedManagedPolicies/{n}" for n, p in enumerate(attached) if p.policy_arn == policy), None
    )


def aws_policy_arn(name: str, partition: str) -> str:
    """The ARN of a policy that AWS itself keeps, with its path: `job-function/ViewOnlyAccess`."""
    return f"arn:{partition}:iam::aws:policy/{name}"


class PolicyVersion(Shape):
    """One version of a managed policy."""

    version_id: str
    is_default_version: bool
    document: Policy


class ManagedPolicyFacts(Shape):
    """A managed policy of the bulk answer."""

    arn: str
    attachment_count: int
    policy_version_list: tuple[PolicyVersion, ...] = ()

    @property
    def name(self) -> str:
        """The policy's name, by its ARN."""
        return self.arn.rpartition("/")[2]

    @property
    def document(self) -> Policy:
        """The default version's document."""
        found = next((v.document for v in self.policy_version_list if v.is_default_version), None)
        if found is None:
            raise NotSentError("ManagedPolicyFacts", "PolicyVersionList")
        return found


class ManagedPolicy(Resource, kind="iam:policy", type="AWS::IAM::ManagedPolicy"):
    """A managed policy of the customer."""

    facts = facet(DETAILS, ManagedPolicyFacts)


class AwsPolicy(Resource, kind="iam:aws-policy", type="AWS::IAM::ManagedPolicy"):
    """A policy that AWS itself keeps, as one account sees it.

    `facts.arn` is AWS's ARN. It is the same in every account, and the answer (how many attachments) is not, so that the
    thing's own ARN names the account.
    """

    facts = facet(DETAILS, ManagedPolicyFacts)


class ServerCertificateFacts(Shape):
    """A certificate stored in IAM."""

    expiration: dt.datetime


class ServerCertificate(Resource, kind="iam:server-certificate", type="AWS::IAM::ServerCertificate"):
    """A TLS certificate stored in IAM."""

    facts = facet("iam:ListServerCertificates", ServerCertificateFacts)


class DeviceOwner(Shape):
    """Whose a device is."""

    arn: str


class VirtualMFADeviceFacts(Shape):
    """A virtual device; `user` is None while nobody uses it."""

    serial_number: str
    user: DeviceOwner | None = None


class VirtualMFADevice(Resource, kind="iam:virtual-mfa-device", type="AWS::IAM::VirtualMFADevice"):
    """An authenticator application that is registered as an MFA device."""

    facts = facet("iam:ListVirtualMFADevices", VirtualMFADeviceFacts)

    @property
    def is_roots(self) -> bool:
        """The root user's: by its owner, or by the serial number that AWS once gave every such device."""
        owner = self.facts.user
        old_name = self.facts.serial_number.endswith(":mfa/root-account-mfa-device")
        return old_name or (owner is not None and owner.arn.endswith(":root"))


class OpenIDConnectProviderFacts(Shape):
    """An identity provider as it is listed."""

    arn: str


class OpenIDConnectProvider(Resource, kind="iam:oidc-provider", type="AWS::IAM::OIDCProvider"):
    """An OpenID Connect provider that roles may trust."""

    facts = facet("iam:ListOpenIDConnectProviders", OpenIDConnectProviderFacts)

    @property
    def name(self) -> str:
        return self.arn.name.partition("/")[2]


class SAMLProviderFacts(Shape):
    """A SAML provider as it is listed."""

    arn: str
    valid_until: dt.datetime


class SAMLProvider(Resource, kind="iam:saml-provider", type="AWS::IAM::SAMLProvider"):
    """A SAML provider that roles may trust."""

    facts = facet("iam:ListSAMLProviders", SAMLProviderFacts)


class AccountSummary(Shape):
    """Counts of the account; the root user's credentials are among them.

    Source: docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    """

    account_mfa_enabled: int = msgspec.field(name="AccountMFAEnabled")
    account_access_keys_present: int
    account_password_present: int = 1
    """Not sent by every endpoint; a root user has a password unless AWS says that it was removed."""

    @property
    def root_removed(self) -> bool:
        """The root user has neither password nor key, as in members whose root credentials are managed centrally."""
        return self.account_password_present == 0 and self.account_access_keys_present == 0


class PasswordPolicy(Shape):
    """The rules for console passwords.

    Source: docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
    """

    minimum_password_length: int
    password_reuse_prevention: int = 0  # documented default: earlier passwords may be used again


class OrganizationsFeatures(Shape):
    """Which parts of central root access are on; AWS leaves an empty list out."""

    enabled_features: tuple[str, ...] = ()
