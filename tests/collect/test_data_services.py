"""What the rows of databases, containers and streams ask and store: clusters apart, texts for policies, no secrets."""

from __future__ import annotations

import json

import pytest

from collect.over_memory import ended, over, run
from stormproof.collect.rows import rows
from stormproof.collect.transport import CallFailedError
from stormproof.model.answer import Absent, Reason, Refused, Value

SECRET = "Zq7fK2mXw9RtLc4VbN8sYd3H"
HOME = "us-east-1:111122223333"
POLICY = '{"Version": "2012-10-17", "Statement": []}'


def clusters(_):
    return {"clusterArns": [f"arn:aws:ecs:{HOME}:cluster/{name}" for name in ("shop", "back")]}


def named(asked):
    return asked.params["cluster"].rpartition("/")[2]


def services(asked):
    return {"serviceArns": [f"arn:aws:ecs:{HOME}:service/{named(asked)}/s{n}" for n in range(2)]}


def described(asked):
    return {"services": [{"serviceArn": arn, "serviceName": arn[-2:]} for arn in asked.params["services"]]}


CLUSTERS = over(ecs_ListClusters=clusters, ecs_ListServices=services, ecs_DescribeServices=described)
DESCRIBED = frozenset({("ecs:DescribeServices", "ecs:service")})


def test_services_are_asked_about_together_but_each_cluster_by_itself():
    asked = []
    run(CLUSTERS, needs=DESCRIBED, watch=asked.append)
    sent = {
        (a.params["cluster"], *(arn.rpartition(":")[2] for arn in a.params["services"]))
        for a in asked
        if a.name == "ecs:DescribeServices"
    }
    assert sent == {(name, f"service/{name}/s0", f"service/{name}/s1") for name in ("shop", "back")}


def test_a_service_whose_arn_does_not_name_its_cluster_is_a_gap():
    short = over(
        ecs_ListClusters=clusters,
        ecs_ListServices=lambda _: {"serviceArns": [f"arn:aws:ecs:{HOME}:service/old"]},
    )
    _, recorder = run(short, needs=DESCRIBED)
    ends = {end for _, end in ended(recorder, "ecs:DescribeServices")}
    assert {(end.state, end.reason, end.code) for end in ends} == {("refused", Reason.UNREADABLE, "field")}


def test_a_group_of_nodes_is_asked_about_by_its_cluster():
    asked = []
    nodes = over(
        eks_ListClusters=lambda _: {"clusters": ["kube"]},
        eks_ListNodegroups=lambda _: {"nodegroups": ["workers"]},
    )
    _, recorder = run(
        nodes, needs=frozenset({("eks:DescribeNodegroup", "eks:nodegroup")}), watch=asked.append
    )
    sent = [a.params for a in asked if a.name == "eks:DescribeNodegroup"]
    assert sent == [{"clusterName": "kube", "nodegroupName": "workers"}]
    arn = "arn:aws:eks:us-east-1:111122223333:nodegroup/kube/workers"
    assert isinstance(recorder.answer(arn, "eks:DescribeNodegroup"), Value)


def test_delivery_streams_are_listed_to_the_end():
    def listing(asked):
        begun = "b" in asked.params.get("ExclusiveStartDeliveryStreamName", "")
        return {"DeliveryStreamNames": ["c"] if begun else ["a", "b"], "HasMoreDeliveryStreams": not begun}

    _, recorder = run(
        over(firehose_ListDeliveryStreams=listing),
        needs=frozenset({("firehose:ListDeliveryStreams", "firehose:deliverystream")}),
    )
    assert sorted(arn.rpartition("/")[2] for arn, _, _ in recorder.items if ":firehose:" in arn) == [*"abc"]


@pytest.mark.parametrize("text", ["", "{}"])
def test_a_stream_whose_policy_is_an_empty_text_has_none(text):
    _, recorder = run(
        over(
            kinesis_ListStreams=lambda _: {"StreamNames": ["s"]},
            kinesis_GetResourcePolicy=lambda _: {"Policy": text},
        ),
        needs=frozenset({("kinesis:GetResourcePolicy", "kinesis:stream")}),
    )
    arn = "arn:aws:kinesis:us-east-1:111122223333:stream/s"
    answer = recorder.answer(arn, "kinesis:GetResourcePolicy")
    assert isinstance(answer, Absent)
    assert answer.code == "empty"


NO_POLICY = {
    "backup:GetBackupVaultAccessPolicy": "ResourceNotFoundException",
    "codeartifact:GetDomainPermissionsPolicy": "ResourceNotFoundException",
    "codeartifact:GetRepositoryPermissionsPolicy": "ResourceNotFoundException",
    "dynamodb:GetResourcePolicy": "PolicyNotFoundException",
    "ecr:GetRegistryPolicy": "RegistryPolicyNotFoundException",
    "ecr:GetRepositoryPolicy": "RepositoryPolicyNotFoundException",
    "efs:DescribeFileSystemPolicy": "PolicyNotFound",
    "glacier:GetVaultAccessPolicy": "ResourceNotFoundException",
    "glacier:GetVaultLock": "ResourceNotFoundException",
    "glue:GetResourcePolicy": "EntityNotFoundException",
    "kafka:GetClusterPolicy": "NotFoundException",
    "kinesis:GetResourcePolicy": "ResourceNotFoundException",
}
"""Who else may use a thing, and what AWS says where nobody has been named."""


def test_a_policy_that_is_not_there_is_absent_and_one_that_is_refused_is_not():
    failing = {name: lambda code=code: CallFailedError(code, "none") for name, code in NO_POLICY.items()}
    failing["ecr:GetRepositoryPolicy"] = lambda: CallFailedError("AccessDeniedException", "no", status=400)
    needs = frozenset((row.name, row.kind) for row in rows() if row.name in NO_POLICY)
    _, recorder = run(failing=failing, needs=needs)
    found = {item.operation: item.answer for item in recorder.items.values() if item.operation in NO_POLICY}
    assert isinstance(found.pop("ecr:GetRepositoryPolicy"), Refused)
    assert {name: answer.code for name, answer in found.items()} == {
        name: code for name, code in NO_POLICY.items() if name != "ecr:GetRepositoryPolicy"
    }


VARIABLES = [{"name": "DB_PASSWORD", "value": SECRET}, {"name": "MODE", "value": SECRET}]
PLANTED = {
    ("ecs:DescribeTaskDefinition", "ecs:task-definition"): {
        "taskDefinition": {
            "taskDefinitionArn": f"arn:aws:ecs:{HOME}:task-definition/web:3",
            "containerDefinitions": [
                {
                    "name": "web",
                    "environment": VARIABLES,
                    "logConfiguration": {"options": {"splunk-token": SECRET}},
                }
            ],
        }
    },
    ("ecs:DescribeTasks", "ecs:task"): {
        "tasks": [
            {
                "taskArn": f"arn:aws:ecs:{HOME}:task/within/sample",
                "overrides": {"containerOverrides": [{"name": "web", "environment": VARIABLES}]},
            }
        ]
    },
    ("dms:DescribeEndpoints", "dms:endpoint"): {
        "Endpoints": [
            {
                "EndpointArn": f"arn:aws:dms:{HOME}:endpoint:one",
                "Username": "app",
                "ExtraConnectionAttributes": f"authMechanism=scram;password={SECRET};",
                "MongoDbSettings": {"Password": SECRET},
                "RedisSettings": {"AuthPassword": SECRET},
                "KafkaSettings": {"SaslPassword": SECRET, "SslClientKeyPassword": SECRET},
                "OracleSettings": {"AsmPassword": SECRET, "SecurityDbEncryption": SECRET},
            }
        ]
    },
    ("glue:GetJobs", "glue:job"): {
        "Jobs": [
            {
                "Name": "load",
                "DefaultArguments": {"--password": SECRET, "--x": SECRET},
                "NonOverridableArguments": {"--y": SECRET},
                "CodeGenConfigurationNodes": {"node": {"JDBCConnectorSource": {"Data": SECRET}}},
            }
        ]
    },
    ("mq:DescribeBroker", "mq:broker"): {
        "BrokerId": "b",
        "Users": [{"Username": "app", "Password": SECRET}],
        "LdapServerMetadata": {"ServiceAccountPassword": SECRET},
    },
    ("emr:DescribeCluster", "emr:cluster"): {
        "Cluster": {
            "Id": "j",
            "Configurations": [
                {"Properties": {"x": SECRET}, "Configurations": [{"Properties": {"y": SECRET}}]}
            ],
        }
    },
    ("firehose:DescribeDeliveryStream", "firehose:deliverystream"): {
        "DeliveryStreamDescription": {
            "Destinations": [
                {
                    "HttpEndpointDestinationDescription": {
                        "EndpointConfiguration": {"Url": f"https://app:{SECRET}@collector.example/"},
                        "RequestConfiguration": {
                            "CommonAttributes": [{"AttributeName": "api_token", "AttributeValue": SECRET}]
                        },
                    }
                }
            ]
        }
    },
    ("sagemaker:DescribeNotebookInstance", "sagemaker:notebook-instance"): {
        "NotebookInstanceName": "n",
        "DefaultCodeRepository": f"https://{SECRET}@git.example/models",
        "AdditionalCodeRepositories": [f"https://app:{SECRET}@git.example/more"],
    },
    ("redshift:DescribeClusters", "redshift:cluster"): {
        "Clusters": [
            {"ClusterIdentifier": "c", "PendingModifiedValues": {"MasterUserPassword": SECRET}},
        ]
    },
}
"""What AWS would say of things into which somebody has written a secret."""


@pytest.mark.parametrize("what", PLANTED, ids=lambda what: what[0])
def test_a_secret_that_aws_tells_is_in_no_stored_item(what):
    said = PLANTED[what]
    _, recorder = run(over(**{what[0].replace(":", "_", 1): lambda _: said}), needs=frozenset({what}))
    stored = [item for item in recorder.items.values() if item.operation == what[0]]
    assert SECRET in json.dumps(said)
    assert stored
    for item in stored:
        assert isinstance(item.answer, Value)
        assert b'"redacted"' in item.answer.body
        assert SECRET.encode() not in item.answer.body
        assert SECRET not in (item.mac or "")
