"""Rows of CloudFormation: stacks with their parameters and outputs, secrets in them hidden by shape."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.cloudformation import Stack

CALLS = (
    Call("cloudformation:DescribeStacks", gives=Stack, at="Stacks", arn="{StackId}"),
)
