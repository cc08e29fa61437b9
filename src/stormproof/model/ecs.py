"""ECS: clusters, services, the tasks that run, and the definitions they run by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stormproof.model.redacted import Hidden, hidden
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

DEFINITION = "ecs:DescribeTaskDefinition"


class Cluster(Resource, kind="ecs:cluster", type="AWS::ECS::Cluster"):
    """A cluster, listed by its ARN alone."""

    facts = facet("ecs:ListClusters", str)


class VpcConfiguration(Shape, rename="camel"):
    """Where tasks of their own network interface stand."""

    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    assign_public_ip: str = "DISABLED"  # AWS's default of the API


class NetworkConfiguration(Shape, rename="camel"):
    awsvpc_configuration: VpcConfiguration | None = None


class ServiceDescription(Shape, rename="camel"):
    """A service; one whose tasks share the host's network has no network configuration."""

    service_name: str
    status: str
    task_definition: str | None = None  # a service of an external deployment has task sets instead
    network_configuration: NetworkConfiguration | None = None


class Service(Resource, kind="ecs:service", type="AWS::ECS::Service"):
    """A service, listed by its ARN alone."""

    facts = facet("ecs:ListServices", str)
    description = facet("ecs:DescribeServices", ServiceDescription)


class Detail(Shape, rename="camel"):
    """One word about an attachment: `networkInterfaceId`, `subnetId`, `privateIPv4Address`."""

    name: str
    value: str = ""


class Attachment(Shape, rename="camel"):
    """What belongs to a task, such as its network interface (`ElasticNetworkInterface`)."""

    type: str
    details: tuple[Detail, ...] = ()


class TaskContainer(Shape, rename="camel"):
    name: str
    image: str | None = None
    image_digest: str | None = None


class TaskDescription(Shape, rename="camel"):
    """A task while it runs."""

    last_status: str
    task_definition_arn: str
    group: str | None = None
    attachments: tuple[Attachment, ...] = ()
    containers: tuple[TaskContainer, ...] = ()

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The ids of its own network interfaces; none where it uses its host's."""
        details = (detail for attachment in self.attachments for detail in attachment.details)
        return tuple(detail.value for detail in details if detail.name == "networkInterfaceId")


class Task(Resource, kind="ecs:task", type="AWS::ECS::Task"):
    """A running task, listed by its ARN alone."""

    facts = facet("ecs:ListTasks", str)
    description = facet("ecs:DescribeTasks", TaskDescription)


class Variable(Shape, rename="camel"):
    """A variable of the environment; its value is redacted before it is stored."""

    name: str = ""
    value: Any = None


class ContainerDefinition(Shape, rename="camel"):
    name: str
    image: str
    privileged: bool = False  # AWS's default
    environment: tuple[Variable, ...] = ()


class TaskDefinitionFacts(Shape, rename="camel"):
    """What a task is started with."""

    family: str
    revision: int
    task_role_arn: str | None = None
    execution_role_arn: str | None = None
    container_definitions: tuple[ContainerDefinition, ...]

    def variables(self) -> Iterator[tuple[str, Variable, Hidden, str]]:
        """Every plain variable: its container, itself, what a detector said of its value, and where it stands."""
        for n, container in enumerate(self.container_definitions):
            for v, variable in enumerate(container.environment):
                place = f"{DEFINITION}/containerDefinitions/{n}/environment/{v}/value"
                yield container.name, variable, hidden(variable.value, DEFINITION), place


class TaskDefinition(Resource, kind="ecs:task-definition", type="AWS::ECS::TaskDefinition"):
    """One active revision, listed by its ARN alone."""

    facts = facet("ecs:ListTaskDefinitions", str)
    definition = facet(DEFINITION, TaskDefinitionFacts)

    @property
    def name(self) -> str:
        return self.arn.name.removeprefix("task-definition/")
