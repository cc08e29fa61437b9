"""Rows of EC2 Auto Scaling: groups and the launch configurations of old, whose user data is hidden."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.autoscaling import AutoScalingGroup, LaunchConfiguration

CALLS = (
    Call("autoscaling:DescribeAutoScalingGroups", gives=AutoScalingGroup, send={"MaxRecords": 100}, at="AutoScalingGroups", arn="{AutoScalingGroupARN}"),
    Call("autoscaling:DescribeLaunchConfigurations", gives=LaunchConfiguration, send={"MaxRecords": 100}, at="LaunchConfigurations", arn="{LaunchConfigurationARN}"),
)
