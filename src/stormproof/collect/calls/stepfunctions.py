"""Rows of Step Functions. A definition is hidden before it is stored: what is kept is where it looks like a secret."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.stepfunctions import StateMachine

CALLS = (
    Call("stepfunctions:ListStateMachines", gives=StateMachine, at="stateMachines", arn="{stateMachineArn}"),
    Call("stepfunctions:DescribeStateMachine", of=StateMachine, send={"stateMachineArn": "{arn}"}),
)
