"""What an example cannot say: one fault is one finding; and things that the made-up healthy account has none of."""

from __future__ import annotations

import pytest

from stormproof.model.finding import Severity, Status
from stormproof.rules.check import Example
from stormproof.rules.examples import judge
from stormproof.rules.registry import find

ALL = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
GROUP = {"GroupId": "sg-1", "GroupName": "default", "IpPermissions": ALL, "IpPermissionsEgress": ALL}
UNDELIVERED = {
    "IsLogging": True,
    "LatestDeliveryError": "AccessDenied",
    "LatestDeliveryTime": "2026-11-01T00:00:00Z",
}


def findings(name, answers):
    (check,) = find(name)
    return judge(check, Example(Status.FAIL, answers))


@pytest.mark.parametrize(
    "name",
    ["ec2_group_no_rdp_from_internet", "ec2_group_no_all_ports_from_internet", "ec2_group_default_closed"],
)
def test_a_group_that_is_wide_open_is_one_finding_of_each_check(name):
    assert len(findings(name, {"ec2:DescribeSecurityGroups": GROUP})) == 1


def test_a_trail_that_cannot_deliver_is_not_late_besides():
    assert [f.slug for f in findings("cloudtrail_logging", {"cloudtrail:GetTrailStatus": UNDELIVERED})] == [
        "error"
    ]


def test_a_gateway_load_balancer_has_no_protocol_and_no_tls():
    answers = {
        "elbv2:DescribeLoadBalancers": {"Type": "gateway"},
        "elbv2:DescribeListeners": [{"ListenerArn": "arn:aws:elasticloadbalancing:::listener/gwy/a/1/2"}],
    }
    assert [f.status for f in findings("elbv2_modern_tls", answers)] == [Status.PASS]


def test_a_range_of_several_rules_is_told_once():
    halves = [
        {"IpProtocol": "udp", "FromPort": a, "ToPort": b, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        for a, b in ((0, 1023), (1024, 65535))
    ]
    (finding,) = findings(
        "ec2_group_no_all_ports_from_internet", {"ec2:DescribeSecurityGroups": {"IpPermissions": halves}}
    )
    assert finding.message == "admits every UDP port from 0.0.0.0/0"


def test_an_execution_log_that_is_missing_is_no_missing_access_log():
    (check,) = find("apigatewayv2_stage_logged")
    silent = next(example for example in check.examples if example.severity is Severity.LOW)
    assert [finding.aliases for finding in judge(check, silent)] == [()]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "lacks a patch of its baseline"),
        (12, "lacks 12 patches of its baseline"),
        (0, "lacks patches of its baseline"),
    ],
)
def test_missing_patches_are_counted(count, said):
    summary = {"Status": "NON_COMPLIANT", "NonCompliantSummary": {"NonCompliantCount": count}}
    (finding,) = findings("ssm_patches_compliant", {"ssm:ListResourceComplianceSummaries": summary})
    assert finding.message == said
