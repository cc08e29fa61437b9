"""Rows of Inspector: what it scans in a region, and, where it is on, what it reaches and what it found here.

An administrator lists its members' as well: each account is asked for its own.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.inspector2 import CoveredResource, InspectorAccount, Vulnerability

MINE = [{"comparison": "EQUALS", "value": "{account}"}]
ACTIVE = [{"comparison": "EQUALS", "value": "ACTIVE"}]
ON = "{state.status} == ENABLED"

CALLS = (
    Call("inspector2:BatchGetAccountStatus", gives=InspectorAccount, send={"accountIds": ["{account}"]}, at="accounts", arn="arn:{partition}:inspector2:{region}:{account}:account"),
    Call("inspector2:ListCoverage", of=InspectorAccount, gives=CoveredResource, send={"filterCriteria": {"accountId": MINE}, "maxResults": 200}, at="coveredResources", arn="arn:{partition}:inspector2:{region}:{account}:coverage/{scanType}/{resourceId}", only_if=ON),
    Call("inspector2:ListFindings", of=InspectorAccount, gives=Vulnerability, send={"filterCriteria": {"awsAccountId": MINE, "findingStatus": ACTIVE}, "maxResults": 100}, at="findings", arn="{findingArn}", only_if=ON),
)
