"""Views of databases, containers and streams: what they make of AWS's answers beside reading them."""

from __future__ import annotations

import msgspec
import pytest

from stormproof.errors import UnreadableError
from stormproof.model.arn import Arn
from stormproof.model.ecr import Repository, RepositoryFilter
from stormproof.model.ecs import Task, TaskDefinition
from stormproof.model.glacier import VaultLock
from stormproof.model.kafka import Cluster
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.mq import Broker
from stormproof.model.opensearch import DomainStatus
from stormproof.model.redacted import hidden

POLICY = '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "es:*", "Resource": "*"}}'


def of(kind, name, operation="", body=None):
    arn = f"arn:aws:{kind.kind.partition(':')[0]}:eu-west-1:111122223333:{name}"
    facts = MemoryFacts({(arn, operation, ""): value(body)} if operation else {}, {})
    return kind(Arn.parse(arn), "111122223333", "eu-west-1", facts)


@pytest.mark.parametrize(
    ("kind", "name", "called"),
    [
        (Repository, "repository/team/app", "team/app"),
        (TaskDefinition, "task-definition/web:3", "web:3"),
        (Cluster, "cluster/events/0c1d-2", "events"),
        (Broker, "broker:orders:b-0c1d", "orders"),
    ],
)
def test_a_thing_is_called_by_the_name_that_a_person_gave_it(kind, name, called):
    assert of(kind, name).name == called


@pytest.mark.parametrize(
    ("pattern", "repository", "covered"),
    [
        *[("prod", name, True) for name in ("prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo")],
        ("*prod", "repo-prod", True),
        ("*prod", "prod-repo", False),
        ("prod*", "prodrepo", True),
        ("prod*", "repo-prod", False),
        ("*prod*", "repo-prod-repo", True),
        ("prod*repo", "prod-repo", True),
        ("prod*repo", "repo-prod-repo", False),
        ("p?od*", "prod", False),
        ("[p]rod*", "prod", False),
        ("*PROD", "prod", False),
    ],
)
def test_a_filter_covers_the_names_that_aws_says_it_does(pattern, repository, covered):
    assert RepositoryFilter(filter=pattern, filter_type="WILDCARD").covers(repository) is covered


def test_the_newest_image_is_the_one_pushed_last():
    images = [
        {"imageDigest": name, "imagePushedAt": f"2026-11-{day:02}T00:00:00Z", "imageTags": [name]}
        for name, day in (("old", 1), ("new", 9), ("middle", 5))
    ]
    found = of(Repository, "repository/app", "ecr:DescribeImages", images).newest_image
    assert found is not None
    assert found.image_digest == "new"
    assert of(Repository, "repository/app", "ecr:DescribeImages", []).newest_image is None


def test_a_task_names_its_own_network_interfaces():
    details = [{"name": "subnetId", "value": "subnet-1"}, {"name": "networkInterfaceId", "value": "eni-1"}]
    body = {"attachments": [{"type": "ElasticNetworkInterface", "details": details}, {"type": "Other"}]}
    task = of(Task, "task/shop/0c1d", "ecs:DescribeTasks", body)
    assert task.description.interfaces == ("eni-1",)


def test_a_policy_inside_an_answer_is_read_and_an_empty_one_is_none():
    assert DomainStatus(access_policies="").policy is None
    policy = DomainStatus(access_policies=POLICY).policy
    assert policy is not None
    assert policy.statements[0].actions == ("es:*",)
    assert VaultLock(policy=POLICY, state="Locked").document.statements[0].effect == "Allow"


@pytest.mark.parametrize("text", ["{", "[]", '{"Statement": 1}'])
def test_a_policy_that_cannot_be_read_is_said_to_be_so(text):
    with pytest.raises(UnreadableError, match="AccessPolicies"):
        _ = DomainStatus(access_policies=text).policy
    with pytest.raises(UnreadableError, match="Policy"):
        _ = VaultLock(policy=text, state="Locked").document


def test_a_domain_without_a_network_of_its_own_stands_in_the_internet():
    assert DomainStatus().is_public
    assert msgspec.convert({"VPCOptions": {}}, DomainStatus).is_public
    assert not msgspec.convert({"VPCOptions": {"VPCId": "vpc-1"}}, DomainStatus).is_public


def kept(secret, *shapes):
    return {"redacted": "environment", "length": 9, "secret": secret, "at": [[0, 9, s] for s in shapes]}


@pytest.mark.parametrize(
    ("stored", "is_secret", "looks_like"),
    [
        (None, False, "a secret"),
        ("", False, "a secret"),
        (kept("none"), False, "a secret"),
        (kept("likely"), True, "a random text under a credential's name"),
        (kept("found", "slack_token"), True, "a Slack token"),
        (kept("found", "slack_token", "npm_token"), True, "a Slack token and an npm token"),
        (kept("found", "a shape of tomorrow"), True, "a secret"),
    ],
)
def test_what_a_detector_said_of_a_hidden_value_is_told_in_words(stored, is_secret, looks_like):
    found = hidden(stored, "ecs:DescribeTaskDefinition")
    assert (found.is_secret, found.looks_like) == (is_secret, looks_like)


@pytest.mark.parametrize(
    "stored",
    ["a text", 5, [], {}, {"redacted": "environment"}, kept("perhaps"), kept("found") | {"at": None}],
)
def test_a_value_without_a_verdict_is_no_proof_of_anything(stored):
    with pytest.raises(UnreadableError):
        hidden(stored, "ecs:DescribeTaskDefinition")
