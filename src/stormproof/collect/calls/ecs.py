"""Rows of ECS. Every active revision of a task definition is read, since whoever may read one may read them all.

A service and a task are asked about by their cluster, which their own ARN names; in the short form of before 2018 it
does not, and such a thing is a gap: docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.ecs import Cluster, Service, Task, TaskDefinition

CALLS = (
    Call("ecs:ListClusters", gives=Cluster, at="clusterArns", arn="{item}"),
    Call("ecs:ListServices", of=Cluster, gives=Service, send={"cluster": "{arn}", "maxResults": 100}, at="serviceArns", arn="{item}"),
    Call("ecs:DescribeServices", of=Service, send={"cluster": "{parent}", "services": ["{batch:arn}"]}, batch=10, match="serviceArn", at="services"),
    Call("ecs:ListTasks", of=Cluster, gives=Task, send={"cluster": "{arn}"}, at="taskArns", arn="{item}"),
    Call("ecs:DescribeTasks", of=Task, send={"cluster": "{parent}", "tasks": ["{batch:arn}"]}, batch=100, match="taskArn", at="tasks"),
    Call("ecs:ListTaskDefinitions", gives=TaskDefinition, send={"status": "ACTIVE"}, at="taskDefinitionArns", arn="{item}"),
    Call("ecs:DescribeTaskDefinition", of=TaskDefinition, send={"taskDefinition": "{arn}"}, at="taskDefinition"),
)
