"""IAM Identity Center: permission sets, what they grant, and who has them where."""

from __future__ import annotations

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class InstanceFacts(Shape):
    """An instance, with the store of its users and groups."""

    instance_arn: str
    identity_store_id: str
    owner_account_id: str
    status: str


class Instance(Resource, kind="sso-admin:instance", type="AWS::SSO::Instance"):
    """Identity Center of an organisation or of one account."""

    facts = facet("sso-admin:ListInstances", InstanceFacts)


class PermissionSetSettings(Shape):
    """A permission set; its session lasts an hour where nobody set another time."""

    name: str
    session_duration: str = (
        "PT1H"  # docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html
    )


class AttachedPolicy(Shape):
    """A policy of AWS's own."""

    name: str
    arn: str


class PolicyReference(Shape):
    """A policy of the customer's, which must exist by this name in each account."""

    name: str
    path: str = "/"


class SetBoundary(Shape):
    """What a permission set can never exceed: a policy of the customer's, or one of AWS's."""

    customer_managed_policy_reference: PolicyReference | None = None
    managed_policy_arn: str | None = None


class PermissionSet(Resource, kind="sso-admin:permission-set", type="AWS::SSO::PermissionSet"):
    """A permission set, listed by its ARN alone; it becomes a reserved role in each account that it is given to."""

    facts = facet("sso-admin:ListPermissionSets", str)
    settings = facet("sso-admin:DescribePermissionSet", PermissionSetSettings)
    inline_policy = facet("sso-admin:GetInlinePolicyForPermissionSet", Policy, absent=None)
    managed_policies = facet("sso-admin:ListManagedPoliciesInPermissionSet", tuple[AttachedPolicy, ...])
    customer_policies = facet(
        "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet", tuple[PolicyReference, ...]
    )
    boundary = facet("sso-admin:GetPermissionsBoundaryForPermissionSet", SetBoundary, absent=None)

    @property
    def name(self) -> str:
        """With its instance, `permissionSet/ssoins-…/ps-…`: AWS asks for both together."""
        return self.arn.name

    @property
    def short(self) -> str:
        return f"permission-set/{self.arn.last}"


class Assignment(Shape):
    """A user or a group that has a permission set in an account."""

    principal_type: str
    principal_id: str


class Provision(Resource, kind="sso-admin:provision", type="AWS::SSO::Assignment"):
    """A permission set in one account, with those who have it there."""

    facts = facet("sso-admin:ListAccountsForProvisionedPermissionSet", str)
    assignments = facet("sso-admin:ListAccountAssignments", tuple[Assignment, ...])

    @property
    def name(self) -> str:
        """The permission set with its instance."""
        return self.arn.name.rpartition("/")[0]

    @property
    def short(self) -> str:
        return f"provision/{'/'.join(self.arn.name.split('/')[-2:])}"

    @property
    def in_account(self) -> str:
        """The account that it is provisioned to."""
        return self.facts
