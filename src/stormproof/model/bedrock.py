"""Bedrock: what a region logs of its models' use, its guardrails, and models of the customer's own."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class InvocationLogging(Shape, rename="camel"):
    """Which data of an invocation is delivered to a log."""

    text_data_delivery_enabled: bool = False


class GuardrailFacts(Shape, rename="camel"):
    id: str
    name: str
    status: str


class Guardrail(Resource, kind="bedrock:guardrail", type="AWS::Bedrock::Guardrail"):
    facts = facet("bedrock:ListGuardrails", GuardrailFacts)


class CustomModelFacts(Shape, rename="camel"):
    model_name: str


class CustomModel(Resource, kind="bedrock:custom-model", type="AWS::Bedrock::CustomModel"):
    facts = facet("bedrock:ListCustomModels", CustomModelFacts)
