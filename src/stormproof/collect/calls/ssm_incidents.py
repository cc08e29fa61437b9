"""Rows of Incident Manager: the account's replication set and its response plans, in each region that has them."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.ssm_incidents import ReplicationSet, ResponsePlan

CALLS = (
    Call("ssm-incidents:ListReplicationSets", gives=ReplicationSet, at="replicationSetArns", arn="{item}"),
    Call("ssm-incidents:GetReplicationSet", of=ReplicationSet, send={"arn": "{arn}"}, at="replicationSet"),
    Call("ssm-incidents:ListResponsePlans", gives=ResponsePlan, at="responsePlanSummaries", arn="{arn}"),
)
