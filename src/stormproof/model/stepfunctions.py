"""Step Functions: state machines."""

from __future__ import annotations

from typing import Any

from stormproof.model.redacted import Hidden, hidden
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

DESCRIBE = "stepfunctions:DescribeStateMachine"


class StateMachineFacts(Shape, rename="camel"):
    """A state machine as it is listed."""

    name: str
    type: str


class LoggingConfiguration(Shape, rename="camel"):
    """What a state machine logs."""

    level: str = "OFF"  # AWS's default


class EncryptionConfiguration(Shape, rename="camel"):
    """With whose key definitions and histories are encrypted."""

    type: str = "AWS_OWNED_KEY"
    kms_key_id: str | None = None


class StateMachineSettings(Shape, rename="camel"):
    """What a state machine is; its definition is hidden before it is stored."""

    role_arn: str
    status: str
    definition: Any
    logging_configuration: LoggingConfiguration = LoggingConfiguration()
    encryption_configuration: EncryptionConfiguration = EncryptionConfiguration()

    @property
    def secrets(self) -> Hidden:
        """What a detector said of the definition."""
        return hidden(self.definition, DESCRIBE)


class StateMachine(Resource, kind="stepfunctions:state-machine", type="AWS::StepFunctions::StateMachine"):
    """A state machine."""

    facts = facet("stepfunctions:ListStateMachines", StateMachineFacts)
    settings = facet(DESCRIBE, StateMachineSettings)
