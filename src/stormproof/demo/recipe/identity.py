"""The identity centre: who signs in without a user of their own, with which rights, where."""

from __future__ import annotations

from typing import Any, Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
from stormproof.demo.recipe.kit import Owner
from stormproof.demo.recipe.policies import allow, deny, document
from stormproof.demo.recipe.story import Story

PEOPLE: Final = Owner("management", "platform")
MAIN_HOURS: Final = "PT8H"
SHORT: Final = "PT1H"
BOUNDARY: Final = "developer-boundary"
# Name, AWS's policies, length of a session.
SETS: Final = (
    ("platform-admin", ("AdministratorAccess",), SHORT),
    ("developer", ("PowerUserAccess",), MAIN_HOURS),
    ("auditor", ("SecurityAudit", "job-function/ViewOnlyAccess"), MAIN_HOURS),
    ("billing", ("job-function/Billing",), MAIN_HOURS),
)
# Which group has which set in which accounts.
ASSIGNED: Final = (
    ("platform", "platform-admin", accounts.READABLE),
    ("developers", "developer", (accounts.DEV,)),
    ("security", "auditor", accounts.READABLE),
    ("finance", "billing", (accounts.MANAGEMENT,)),
)


def everything(story: Story) -> None:
    ask = story.management
    backends.know_managed_policies(ask.account, ask.region)
    found = ask("sso-admin:ListInstances")["Instances"][0]
    story.note("identity centre", found["InstanceArn"])
    groups = {name: _group(ask, found["IdentityStoreId"], name) for name, _, _ in ASSIGNED}
    sets = {name: _set(story, ask, found["InstanceArn"], name, held, hours) for name, held, hours in SETS}
    for group, name, targets in ASSIGNED:
        for account in targets:
            ask(
                "sso-admin:CreateAccountAssignment",
                InstanceArn=found["InstanceArn"],
                TargetId=account,
                TargetType="AWS_ACCOUNT",
                PermissionSetArn=sets[name],
                PrincipalType="GROUP",
                PrincipalId=groups[group],
            )


def _group(ask: Place, directory: str, name: str) -> str:
    made = ask(
        "identitystore:CreateGroup", IdentityStoreId=directory, DisplayName=name, Description=f"{name} team"
    )
    return str(made["GroupId"])


def _set(story: Story, ask: Place, instance: str, name: str, managed: tuple[str, ...], hours: str) -> str:
    """A set of rights; the developers' is narrowed by a policy that stands in their account."""
    of: dict[str, Any] = {"InstanceArn": instance}
    made = ask(
        "sso-admin:CreatePermissionSet",
        **of,
        Name=name,
        Description=f"for {name}",
        SessionDuration=hours,
        Tags=PEOPLE.pairs(),
    )["PermissionSet"]["PermissionSetArn"]
    for policy in managed:
        ask(
            "sso-admin:AttachManagedPolicyToPermissionSet",
            **of,
            PermissionSetArn=made,
            ManagedPolicyArn=f"arn:aws:iam::aws:policy/{policy}",
        )
    if name == "developer":
        stay = deny(["iam:*", "organizations:*", "account:*"], Sid="NoIam")
        read = allow(["iam:Get*", "iam:List*"], Sid="LookAtIam")
        ask(
            "sso-admin:PutInlinePolicyToPermissionSet",
            **of,
            PermissionSetArn=made,
            InlinePolicy=document(read, {**stay, "Action": ["iam:Create*", "iam:Put*", "organizations:*"]}),
        )
        ask(
            "sso-admin:AttachCustomerManagedPolicyReferenceToPermissionSet",
            **of,
            PermissionSetArn=made,
            CustomerManagedPolicyReference={"Name": BOUNDARY, "Path": "/"},
        )
    return story.note(f"permission set {name}", str(made))
