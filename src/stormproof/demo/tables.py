"""What the front answers itself: operations that moto holds wrongly, planted refusals, fixed answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from stormproof.demo.accounts import ACQUIRED, IDLE, OFF, REGIONS
from stormproof.demo.bodies import REQUEST_ID

if TYPE_CHECKING:
    from stormproof.demo.operation import Asked

# moto answers these, and what it says is not what AWS would say.
HELD_WRONGLY: Final = frozenset(
    {
        "s3:GetBucketPolicyStatus",  # ignores Deny
        "organizations:DescribeEffectivePolicy",
        "iam:GenerateServiceLastAccessedDetails",
        "iam:GetServiceLastAccessedDetails",
        "iam:ListOrganizationsFeatures",
        "cloudtrail:LookupEvents",
        "cloudtrail:ListPublicKeys",
        "guardduty:ListFindings",
        "guardduty:GetFindings",
        "macie2:ListClassificationJobs",
        "macie2:DescribeClassificationJob",
        "ec2:GetSnapshotBlockPublicAccessState",
        "ec2:GetImageBlockPublicAccessState",
        "ec2:GetInstanceMetadataDefaults",
        "ec2:DescribeVpcEndpointServices",  # knows no filter by owner
        "ssm:DescribeAutomationExecutions",
        "ssm:StartAutomationExecution",
        "wafv2:ListResourcesForWebACL",
        "lambda:ListFunctionUrlConfigs",
        "account:ListRegions",
    }
)
# moto knows these kinds of policy and calls the newer ones invalid.
POLICY_TYPES: Final = frozenset(
    {
        "AISERVICES_OPT_OUT_POLICY",
        "BACKUP_POLICY",
        "RESOURCE_CONTROL_POLICY",
        "SERVICE_CONTROL_POLICY",
        "TAG_POLICY",
    }
)
HELD_NOWHERE: Final = frozenset({"accessanalyzer", "rolesanywhere", "resource-explorer-2"})


def is_held(request: Asked) -> bool:
    """Whether moto's answer to this would be AWS's, as far as the operation tells."""
    if request.name in HELD_WRONGLY or request.service in HELD_NOWHERE:
        return False
    if request.name in {"organizations:ListPolicies", "organizations:ListPoliciesForTarget"}:
        return request.member("Filter") in POLICY_TYPES
    return True


@dataclass(frozen=True, slots=True)
class Refusal:
    """An operation that is denied for the things whose member fits a pattern."""

    operation: str
    member: str
    pattern: str

    def hits(self, request: Asked) -> bool:
        return request.name == self.operation and fnmatchcase(request.member(self.member), self.pattern)


REFUSALS: Final = (
    Refusal("sts:AssumeRole", "RoleArn", f"arn:aws:iam::{ACQUIRED}:role/*"),
    Refusal("s3:GetBucketPolicy", "Bucket", "marram-legal-hold"),
    Refusal("kms:GetKeyPolicy", "KeyId", "alias/break-glass"),
)

EC2_XMLNS: Final = "http://ec2.amazonaws.com/doc/2016-11-15/"


def _block_public_access(account: str, region: str) -> str:
    # AWS's default, which moto does not hold:
    # docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcBlockPublicAccessOptions.html
    return (
        f'<DescribeVpcBlockPublicAccessOptionsResponse xmlns="{EC2_XMLNS}"><requestId>{REQUEST_ID}</requestId>'
        f"<vpcBlockPublicAccessOptions><awsAccountId>{account}</awsAccountId><awsRegion>{region}</awsRegion>"
        "<state>default-state</state><internetGatewayBlockMode>off</internetGatewayBlockMode>"
        "<managedBy>account</managedBy><exclusionsAllowed>allowed</exclusionsAllowed></vpcBlockPublicAccessOptions>"
        "</DescribeVpcBlockPublicAccessOptionsResponse>"
    )


def _no_exclusions(_account: str, _region: str) -> str:
    return (
        f'<DescribeVpcBlockPublicAccessExclusionsResponse xmlns="{EC2_XMLNS}"><requestId>{REQUEST_ID}</requestId>'
        "<vpcBlockPublicAccessExclusionSet/></DescribeVpcBlockPublicAccessExclusionsResponse>"
    )


def _regions(_account: str, _region: str) -> str:
    """Marram Pay works in three Regions and may work in one more; the others are off, so that a look takes seconds."""
    on, off = (*REGIONS, IDLE), OFF
    states = {**dict.fromkeys(off, "not-opted-in"), **dict.fromkeys(on, "opt-in-not-required")}
    items = "".join(
        f"<item><regionName>{name}</regionName><regionEndpoint>ec2.{name}.amazonaws.com</regionEndpoint>"
        f"<optInStatus>{state}</optInStatus></item>"
        for name, state in sorted(states.items())
    )
    return (
        f'<DescribeRegionsResponse xmlns="{EC2_XMLNS}"><requestId>{REQUEST_ID}</requestId>'
        f"<regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    )


FIXED: Final[Mapping[str, Callable[[str, str], str]]] = {
    "ec2:DescribeRegions": _regions,
    "ec2:DescribeVpcBlockPublicAccessOptions": _block_public_access,
    "ec2:DescribeVpcBlockPublicAccessExclusions": _no_exclusions,
}
