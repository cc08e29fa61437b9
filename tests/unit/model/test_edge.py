"""API Gateway's limits and policies, and what the edge calls its things."""

from __future__ import annotations

import math

import msgspec
import pytest

from stormproof.errors import UnreadableError
from stormproof.model.apigateway import RestApi, Stage, StageFacts, UsagePlanFacts
from stormproof.model.arn import Arn
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.wafv2 import WebAcl

API = "arn:aws:apigateway:eu-west-1::/restapis/abc123"
DOCUMENT = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke"}]}'
)


def stage(**settings):
    body = {
        "stageName": "prod",
        "methodSettings": {k: {"throttlingRateLimit": v} for k, v in settings.items()},
    }
    return msgspec.convert(body, StageFacts)


def api(policy):
    facts = {(API, "apigateway:GetRestApis", ""): value({"id": "abc123", "policy": policy})}
    return RestApi(Arn.parse(API), "111122223333", "eu-west-1", MemoryFacts(facts, {}))


@pytest.mark.parametrize(
    "key", ["orders/{id}/GET", "/orders/{id}/GET", "~1orders~1{id}/GET", "orders~1{id}/GET"]
)
def test_the_setting_of_a_method_is_found_however_its_path_is_written(key):
    found = stage(**{"*/*": 100, key: 5})
    assert (found.rate("/orders/{id} GET"), found.rate("/orders GET")) == (5, 100)


def test_the_setting_of_the_root_is_its_own():
    assert stage(**{"~1/GET": 5}).rate("/ GET") == 5


@pytest.mark.parametrize(("limit", "rate"), [(-1, math.inf), ("99.5", 99.5), (None, math.inf), (0, 0)])
def test_a_limit_is_a_number_and_minus_one_is_none(limit, rate):
    assert stage(**{"*/*": limit}).rate("/ GET") == rate


def test_a_method_without_a_limit_of_its_own_has_that_of_all():
    assert stage(**{"*/*": 7, "orders/GET": None}).rate("/orders GET") == 7
    assert stage(**{"*/*": 7, "orders/GET": None}).limits_all(8)
    assert not stage(**{"*/*": 7, "orders/GET": -1}).limits_all(8)


def test_a_limit_that_is_no_number_is_unreadable():
    with pytest.raises(UnreadableError, match="not a rate"):
        stage(**{"*/*": "many"}).rate("/ GET")


def test_a_plan_limits_a_stage_only_if_no_method_is_let_out():
    body = {
        "id": "p",
        "name": "gold",
        "throttle": {"rateLimit": 5},
        "apiStages": [{"apiId": "a", "stage": "prod"}],
    }
    assert msgspec.convert(body, UsagePlanFacts).limits("a", "prod", 10)
    body["apiStages"][0]["throttle"] = {"/orders/GET": {"rateLimit": 10}}
    assert not msgspec.convert(body, UsagePlanFacts).limits("a", "prod", 10)
    assert msgspec.convert(body, UsagePlanFacts).limits("b", "prod", 10)


@pytest.mark.parametrize("text", [DOCUMENT, DOCUMENT.replace('"', '\\"')])
def test_a_resource_policy_is_read_whether_its_quotes_are_escaped_or_not(text):
    (statement,) = api(text).resource_policy.statements
    assert (statement.effect, statement.actions) == ("Deny", ("execute-api:Invoke",))


@pytest.mark.parametrize("text", ["{", "x", '{"Statement": 5}', "\\", "[]"])
def test_a_resource_policy_that_is_none_is_unreadable(text):
    with pytest.raises(UnreadableError, match="a resource policy"):
        _ = api(text).resource_policy


def test_an_api_may_have_no_policy():
    assert api(None).resource_policy is None
    assert api("").resource_policy is None


def test_things_are_called_what_people_call_them():
    made = Stage(Arn.parse(f"{API}/stages/prod"), "111122223333", "eu-west-1", MemoryFacts({}, {}))
    assert (made.name, made.api.name, made.short) == ("abc123/prod", "abc123", "stage/abc123/prod")
    arn = Arn.parse("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/4f")
    assert WebAcl(arn, "111122223333", "eu-west-1", MemoryFacts({}, {})).name == "shop"
