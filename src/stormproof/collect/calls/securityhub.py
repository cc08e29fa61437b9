"""Rows of Security Hub: whether it is on (in quiet regions too), its standards, who administers it, what is left open.

Findings are those of the account in its own region that are severe and that nobody has looked at, whoever reported
them: an administrator, and the region that gathers, list others' besides.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.securityhub import FindingAggregator, HubFinding

OFF = ("InvalidAccessException",)
NOT_ADMINISTRATOR = (*OFF, "AccessDeniedException: is for an account that isn't authorized")


def _is(value: str) -> dict[str, str]:
    return {"Value": value, "Comparison": "EQUALS"}


UNHANDLED = {"AwsAccountId": [_is("{account}")], "Region": [_is("{region}")], "RecordState": [_is("ACTIVE")], "WorkflowStatus": [_is("NEW")], "SeverityLabel": [_is("CRITICAL"), _is("HIGH")]}

CALLS = (
    Call("securityhub:DescribeHub", of=AccountRegion, absent=OFF, settings=True),
    Call("securityhub:GetEnabledStandards", of=AccountRegion, at="StandardsSubscriptions", absent=OFF, settings=True),
    Call("securityhub:ListOrganizationAdminAccounts", of=AccountRegion, at="AdminAccounts", absent=NOT_ADMINISTRATOR),
    Call("securityhub:DescribeOrganizationConfiguration", of=AccountRegion, absent=NOT_ADMINISTRATOR),
    Call("securityhub:ListFindingAggregators", gives=FindingAggregator, at="FindingAggregators", arn="{FindingAggregatorArn}", absent=OFF),
    Call("securityhub:GetFindingAggregator", of=FindingAggregator, send={"FindingAggregatorArn": "{arn}"}),
    Call("securityhub:GetFindings", gives=HubFinding, send={"Filters": UNHANDLED, "MaxResults": 100}, at="Findings", arn="arn:{partition}:securityhub:{region}:{account}:finding/{Id}", absent=OFF),
)
