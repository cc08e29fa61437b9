"""Rows of Systems Manager: managed instances, their patches, and with whom our documents are shared. No parameter is read."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.ssm import Document, ManagedInstance, PatchCompliance

OURS = [{"Key": "Owner", "Values": ["Self"]}]
PATCHES = [{"Key": "ComplianceType", "Values": ["Patch"], "Type": "EQUAL"}]
INSTANCE = "arn:{partition}:ssm:{region}:{account}:managed-instance/"

CALLS = (
    Call("ssm:DescribeInstanceInformation", gives=ManagedInstance, send={"MaxResults": 50}, at="InstanceInformationList", arn=INSTANCE + "{InstanceId}"),
    Call("ssm:ListResourceComplianceSummaries", gives=PatchCompliance, send={"Filters": PATCHES, "MaxResults": 50}, at="ResourceComplianceSummaryItems", arn=INSTANCE + "{ResourceId}"),
    Call("ssm:ListDocuments", gives=Document, send={"Filters": OURS}, at="DocumentIdentifiers", arn="arn:{partition}:ssm:{region}:{account}:document/{Name}"),
    Call("ssm:DescribeDocumentPermission", of=Document, send={"Name": "{Name}", "PermissionType": "Share"}, at="AccountIds"),
)
