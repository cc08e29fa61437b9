"""What AWS decides by itself: objects that it owns, kinds of credentials, services that RCPs bind.

Sources: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and
docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
"""

from __future__ import annotations

from stormproof.iam.formulas import Atom, Formula
from stormproof.iam.globs import fold
from stormproof.iam.request import OF_A_ROLE, Kind, Request

READS = ("get", "list", "simulate", "generate")
OF_LINKED_ROLES = frozenset(
    {
        "iam:createservicelinkedrole",
        "iam:deleteservicelinkedrole",
        "iam:updateroledescription",
        "iam:passrole",
    }
)
ROLE_POLICY_SPEAKS = frozenset({"sts:assumerole", "sts:tagsession", "sts:setsourceidentity"})
RCP_SERVICES = frozenset({"s3", "sts", "kms", "sqs", "secretsmanager"})
RCP_SERVICES_SINCE = frozenset({"cognito-identity", "cognito-idp", "logs", "dynamodb", "ecr", "aoss"})
KEY_FIELDS = 6


def refused_by_aws(request: Request) -> bool:
    """Changes to what AWS owns fail whatever the policies say."""
    service, _, name = fold(request.action).partition(":")
    parts = request.resource.split(":", KEY_FIELDS - 1)
    if len(parts) != KEY_FIELDS or name.startswith(READS):
        return False
    thing = parts[-1]
    if service == "kms":
        return parts[2] == "kms" and thing.startswith("alias/aws/") and name.endswith("alias")
    if service != "iam" or parts[2] != "iam":
        return False
    if thing.startswith("role/aws-service-role/"):
        return f"iam:{name}" not in OF_LINKED_ROLES
    return thing.startswith("role/aws-reserved/") or (parts[4] == "aws" and thing.startswith("policy/"))


def policy_must_take_part(request: Request) -> bool:
    """A role's trust policy and a key's policy: what an identity's policy allows is never enough."""
    action = fold(request.action)
    parts = request.resource.split(":", KEY_FIELDS - 1)
    if len(parts) != KEY_FIELDS:
        return False
    is_key = parts[2] == "kms" and parts[-1].startswith("key/")
    is_role = parts[2] == "iam" and parts[-1].startswith("role/")
    return (is_key and action.startswith("kms:")) or (is_role and action in ROLE_POLICY_SPEAKS)


def within_the_credential(request: Request) -> Formula:
    """Calls that a kind of credential cannot make, as AWS compares them; told as an atom, not as a verdict."""
    service, _, name = fold(request.action).partition(":")
    kind = request.principal.kind
    limited = (
        (kind is Kind.ROOT and (service, name) == ("sts", "assumerole"))
        or (kind in OF_A_ROLE and service == "sts" and name in {"getsessiontoken", "getfederationtoken"})
        or (
            kind is Kind.FEDERATED
            and (service == "iam" or (service == "sts" and name != "getcalleridentity"))
        )
    )
    return Atom("credential-limits", values=(kind.value, request.action)) if limited else True


def rcp_binds(request: Request) -> Formula:
    """Whether resource control policies know the service; the later ones came at dates that are not checked yet."""
    action = fold(request.action)
    service = action.partition(":")[0]
    if action == "kms:retiregrant":
        return False
    if service in RCP_SERVICES_SINCE:
        return Atom("rcp-service", values=(service,))
    return service in RCP_SERVICES
