"""Load balancers: what a TLS policy admits, and what an HTTP listener does."""

from __future__ import annotations

import msgspec
import pytest

from stormproof.errors import NotSentError
from stormproof.model.arn import Arn
from stormproof.model.elbv2 import Action, LoadBalancer, SslPolicy
from stormproof.model.memory import MemoryFacts, value

ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188"


def balancer(**answers):
    found = {(ARN, operation, ""): value(body) for operation, body in answers.items()}
    return LoadBalancer(Arn.parse(ARN), "111122223333", "eu-west-1", MemoryFacts(found, {}))


@pytest.mark.parametrize(
    ("protocols", "ciphers", "outdated"),
    [
        (["TLSv1.2", "TLSv1.3"], ["TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-SHA"], ()),
        (["TLSv1", "TLSv1.1", "TLSv1.2"], ["AES128-SHA"], ("TLSv1", "TLSv1.1")),
        (["TLSv1.2"], ["DES-CBC3-SHA"], ("DES-CBC3-SHA",)),
        (
            ["TLSv1.2"],
            ["ECDHE-RSA-RC4-SHA", "EXP-RC4-MD5", "NULL-SHA256"],
            ("ECDHE-RSA-RC4-SHA", "EXP-RC4-MD5", "NULL-SHA256"),
        ),
        (["SSLv3"], ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"], ("SSLv3", "TLS_RSA_WITH_3DES_EDE_CBC_SHA")),
    ],
)
def test_a_policy_is_judged_by_what_it_admits(protocols, ciphers, outdated):
    body = {
        "Name": "ELBSecurityPolicy-Best-2099",
        "SslProtocols": protocols,
        "Ciphers": [{"Name": c} for c in ciphers],
    }
    assert msgspec.convert(body, SslPolicy).outdated == outdated


@pytest.mark.parametrize(
    ("action", "keeps"),
    [
        ({"Type": "forward"}, True),
        ({"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS"}}, False),
        ({"Type": "redirect", "RedirectConfig": {"Protocol": "HTTP"}}, True),
        ({"Type": "redirect", "RedirectConfig": {"Protocol": "#{protocol}"}}, True),
        ({"Type": "redirect", "RedirectConfig": {}}, True),
        ({"Type": "fixed-response"}, False),
    ],
)
def test_only_a_redirect_to_https_leaves_http(action, keeps):
    assert msgspec.convert(action, Action).keeps_http is keeps


def test_people_know_a_balancer_by_its_name_not_by_its_id():
    assert balancer().name == "shop"


def test_tags_come_from_a_call_of_their_own():
    tags = {"ResourceArn": ARN, "Tags": [{"Key": "env", "Value": "prod"}]}
    assert balancer(**{"elbv2:DescribeTags": tags}).tags == {"env": "prod"}
    assert balancer().tags is None


def test_an_attribute_that_aws_did_not_name_is_not_off():
    attributes = [{"Key": "idle_timeout.timeout_seconds", "Value": "60"}]
    with pytest.raises(NotSentError):
        balancer(**{"elbv2:DescribeLoadBalancerAttributes": attributes}).attribute("access_logs.s3.enabled")
