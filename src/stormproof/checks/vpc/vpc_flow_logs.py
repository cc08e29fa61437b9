from __future__ import annotations

from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.vpc import FlowLog, Subnet, Vpc
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

VPCS, LOGS, SUBNETS = "ec2:DescribeVpcs", "ec2:DescribeFlowLogs", "ec2:DescribeSubnets"
HERE = {"VpcId": "vpc-1"}
GOOD = {"FlowLogStatus": "ACTIVE", "TrafficType": "ALL", "DeliverLogsStatus": "SUCCESS"}


@check(
    Severity.MEDIUM,
    Objective.FLOWS_LOGGED,
    aliases=("prowler:vpc_flow_logs_enabled", "fsbp:EC2.6", "cis7:4.7"),
)
def vpc_flow_logs(vpc: Vpc, world: World) -> Problems:
    """VPC flow logs are on in every VPC.

    Flow logs are the only record of who talked to whom. Without them a scan from inside, a way out for data and the
    extent of an incident cannot be seen afterwards. Refused traffic is the least that they must hold.

    Fix: create a flow log of the VPC with traffic type ALL to a bucket or log group of the security account; if one
    exists that does not deliver, repair its role or the policy of its target.
    """
    # The owner of a shared VPC makes its flow logs, whichever account listed it.
    where = {"account": vpc.arn.account, "region": vpc.region}
    logs = tuple(world.all(FlowLog, **where))
    if any(log.facts.records and log.facts.resource_id == vpc.facts.vpc_id for log in logs):
        return
    logged = {log.facts.resource_id for log in logs if log.facts.records}
    subnets = {s.facts.subnet_id for s in world.all(Subnet, **where) if s.facts.vpc_id == vpc.facts.vpc_id}
    if subnets and subnets <= logged:
        return
    lame = tuple(log for log in logs if log.facts.resource_id == vpc.facts.vpc_id)
    yield Problem(
        _told(lame, subnets & logged, subnets),
        at=tuple(At(log, "/FlowLogId") for log in lame),
        slug="flow-logs",
    )


def _told(lame: tuple[FlowLog, ...], logged: set[str], subnets: set[str]) -> str:
    if lame:
        facts = lame[0].facts
        return (
            f"has no flow log that records refused traffic and delivers: {facts.flow_log_id} is {facts.flow_log_status}, "
            f"takes {facts.traffic_type} and its delivery says {facts.deliver_logs_status or 'nothing yet'}"
        )
    if logged:
        return f"has flow logs of {len(logged)} of its {len(subnets)} subnets only"
    return "has no flow log"


vpc_flow_logs.fails({VPCS: HERE})
vpc_flow_logs.fails(
    {VPCS: HERE},
    others=(
        Given(
            FlowLog,
            {
                LOGS: {
                    "FlowLogId": "fl-1",
                    "ResourceId": "vpc-1",
                    "FlowLogStatus": "ACTIVE",
                    "TrafficType": "ALL",
                    "DeliverLogsStatus": "FAILED",
                }
            },
        ),
    ),
)
vpc_flow_logs.fails(
    {VPCS: HERE},
    others=(
        Given(
            FlowLog,
            {
                LOGS: {
                    "FlowLogId": "fl-1",
                    "ResourceId": "vpc-1",
                    "FlowLogStatus": "ACTIVE",
                    "TrafficType": "ACCEPT",
                    "DeliverLogsStatus": "SUCCESS",
                }
            },
        ),
    ),
)
vpc_flow_logs.fails(
    {VPCS: HERE},
    others=(
        Given(Subnet, {SUBNETS: {"SubnetId": "subnet-1", "VpcId": "vpc-1"}}, name="subnet-1"),
        Given(Subnet, {SUBNETS: {"SubnetId": "subnet-2", "VpcId": "vpc-1"}}, name="subnet-2"),
        Given(FlowLog, {LOGS: {"ResourceId": "subnet-1", **GOOD}}),
    ),
)
vpc_flow_logs.passes({VPCS: HERE}, others=(Given(FlowLog, {LOGS: {"ResourceId": "vpc-1", **GOOD}}),))
vpc_flow_logs.passes(
    {VPCS: HERE},
    others=(
        Given(Subnet, {SUBNETS: {"SubnetId": "subnet-1", "VpcId": "vpc-1"}}, name="subnet-1"),
        Given(FlowLog, {LOGS: {"ResourceId": "subnet-1", **GOOD}}),
    ),
)
vpc_flow_logs.passes(
    {VPCS: HERE},
    others=(Given(FlowLog, {LOGS: {"ResourceId": "vpc-1", **GOOD, "TrafficType": "REJECT"}}),),
)
vpc_flow_logs.cannot_say({VPCS: HERE}, others=(Given(FlowLog, {LOGS: Refused(Reason.DENIED)}),))
vpc_flow_logs.cannot_say({VPCS: HERE}, others=(Given(Subnet, {SUBNETS: Refused(Reason.DENIED)}),))
