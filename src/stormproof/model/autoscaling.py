"""EC2 Auto Scaling: groups, how far they grow, and launch configurations."""

from __future__ import annotations

from typing import Any

from msgspec import field

from stormproof.model.redacted import Hidden, hidden
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

CONFIGURATIONS = "autoscaling:DescribeLaunchConfigurations"
NO_LIMIT_SET = 1
"""Hops of a metadata answer where nobody set another number:
docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceMetadataOptions.html"""


class AutoScalingGroupFacts(Shape):
    """A group; one that launches by a template has no launch configuration."""

    auto_scaling_group_name: str
    launch_configuration_name: str | None = None
    min_size: int
    max_size: int
    desired_capacity: int
    target_group_arns: tuple[str, ...] = field(default=(), name="TargetGroupARNs")
    load_balancer_names: tuple[str, ...] = ()


class AutoScalingGroup(Resource, kind="autoscaling:group", type="AWS::AutoScaling::AutoScalingGroup"):
    """A group of like instances."""

    facts = facet("autoscaling:DescribeAutoScalingGroups", AutoScalingGroupFacts)


class MetadataOptions(Shape):
    """Who reaches the instance metadata service of what is launched, and how; the defaults are AWS's."""

    http_tokens: str = "optional"
    http_put_response_hop_limit: int = NO_LIMIT_SET
    http_endpoint: str = "enabled"


class LaunchConfigurationFacts(Shape):
    """How a group launched before there were templates; without metadata options, the old way of asking is open."""

    launch_configuration_name: str
    metadata_options: MetadataOptions = MetadataOptions()
    associate_public_ip_address: bool | None = None  # none: as the subnet says
    iam_instance_profile: str | None = None
    user_data: Any = None  # what redaction left of it

    @property
    def script(self) -> Hidden:
        """What a detector said of the user data."""
        return hidden(self.user_data, CONFIGURATIONS)


class LaunchConfiguration(
    Resource, kind="autoscaling:launch-configuration", type="AWS::AutoScaling::LaunchConfiguration"
):
    """A launch configuration, which cannot be changed, only replaced."""

    facts = facet(CONFIGURATIONS, LaunchConfigurationFacts)
