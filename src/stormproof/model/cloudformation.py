"""CloudFormation: stacks, whether they are still what their templates say, and what they tell the outside."""

from __future__ import annotations

from typing import Any

from stormproof.model.arn import Arn
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class Drift(Shape):
    """The result of the last comparison with the template: `DRIFTED`, `IN_SYNC`, `NOT_CHECKED`, …."""

    stack_drift_status: str


class Parameter(Shape):
    """A value given to a stack; AWS writes asterisks for one that the template marks as secret."""

    parameter_key: str
    parameter_value: Any = None  # text, or what redaction left of it


class Output(Shape):
    """A value that a stack shows to whoever may read it."""

    output_key: str
    output_value: Any = None  # text, or what redaction left of it


class StackFacts(Shape):
    """A stack."""

    stack_id: str
    stack_name: str
    stack_status: str
    drift_information: Drift
    parameters: tuple[Parameter, ...] = ()
    outputs: tuple[Output, ...] = ()


class Stack(Resource, kind="cloudformation:stack", type="AWS::CloudFormation::Stack"):
    """A stack that is there; deleted ones are not listed."""

    facts = facet("cloudformation:DescribeStacks", StackFacts)

    @property
    def name(self) -> str:
        return stack_name(self.arn)


def stack_name(arn: Arn) -> str:
    """`shop` of `stack/shop/51af3dc0-…`; the whole name of an ARN of another form."""
    parts = arn.name.split("/")
    return parts[1] if len(parts) > 1 else arn.name
