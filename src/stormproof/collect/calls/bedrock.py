"""Rows of Bedrock. No row reads a prompt or an answer of a model."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.bedrock import CustomModel, Guardrail

CALLS = (
    Call("bedrock:GetModelInvocationLoggingConfiguration", of=AccountRegion, at="loggingConfig", empty=True),
    Call("bedrock:ListGuardrails", gives=Guardrail, at="guardrails", arn="{arn}"),
    Call("bedrock:ListCustomModels", gives=CustomModel, at="modelSummaries", arn="{modelArn}"),
)
