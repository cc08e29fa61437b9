"""What stands at the edge is listed under AWS's own names, to its end, and without secrets."""

from __future__ import annotations

import json

import pytest

from collect.over_memory import ended, over, run, two_regions
from stormproof.collect.models import models
from stormproof.collect.paging import paging, token_members
from stormproof.collect.redact import redact
from stormproof.collect.templates import fill
from stormproof.collect.transport import CallFailedError

KEY = b"k" * 32
SECRET = "q8ZkT1xLp9" + "RdW7cYb2Hs"


def named(recorder, kind):
    return {item.arn for item in recorder.items.values() if item.of == kind}


def needs(*pairs):
    return frozenset(pairs)


@pytest.mark.parametrize(
    ("operation", "item"),
    [
        ("apigateway:GetStages", {"stageName": "prod", "variables": {"db": SECRET}}),
        ("apigateway:GetStages", {"canarySettings": {"stageVariableOverrides": {"db": SECRET}}}),
        ("apigateway:GetUsagePlanKeys", [{"id": "k1", "name": "client", "value": SECRET}]),
        ("apigatewayv2:GetStages", {"StageName": "live", "StageVariables": {"db": SECRET}}),
        (
            "cloudfront:ListDistributions",
            {
                "Origins": {
                    "Items": [{"CustomHeaders": {"Items": [{"HeaderName": "X", "HeaderValue": SECRET}]}}]
                }
            },
        ),
        (
            "cloudfront:GetDistributionConfig",
            {
                "Origins": {
                    "Items": [{"CustomHeaders": {"Items": [{"HeaderName": "X", "HeaderValue": SECRET}]}}]
                }
            },
        ),
        ("directconnect:DescribeVirtualInterfaces", {"authKey": SECRET, "bgpPeers": [{"authKey": SECRET}]}),
        (
            "directconnect:DescribeVirtualInterfaces",
            {"customerRouterConfig": f"<logical_connection><bgp_auth_key>{SECRET}</bgp_auth_key>"},
        ),
        (
            "shield:DescribeEmergencyContactSettings",
            [{"EmailAddress": f"{SECRET}@example.org", "PhoneNumber": f"+49{SECRET}"}],
        ),
    ],
)
def test_a_planted_secret_is_not_stored(operation, item):
    kept = redact(item, operation, KEY)
    assert kept.any
    assert SECRET not in json.dumps(kept.item)


def test_names_of_variables_and_headers_stay():
    stage = redact({"variables": {"table": "orders"}}, "apigateway:GetStages", KEY).item
    assert set(stage["variables"]) == {"table"}
    header = {"CustomHeaders": {"Items": [{"HeaderName": "X-Origin", "HeaderValue": SECRET}]}}
    kept = redact(header, "cloudfront:GetDistributionConfig", KEY).item
    assert kept["CustomHeaders"]["Items"][0]["HeaderName"] == "X-Origin"


def test_a_stage_is_named_after_its_api():
    answers = over(
        apigateway_GetRestApis=lambda _: {"items": [{"id": "abc123", "name": "shop"}]},
        apigateway_GetStages=lambda _: {"item": [{"stageName": "prod"}]},
        apigatewayv2_GetApis=lambda _: {"Items": [{"ApiId": "xyz789", "ProtocolType": "HTTP"}]},
        apigatewayv2_GetStages=lambda _: {"Items": [{"StageName": "$default"}]},
    )
    wanted = needs(
        ("apigateway:GetStages", "apigateway:stage"), ("apigatewayv2:GetStages", "apigatewayv2:stage")
    )
    _, recorder = run(answers, needs=wanted)
    where = "arn:aws:apigateway:us-east-1::"
    assert named(recorder, "apigateway:stage") == {f"{where}/restapis/abc123/stages/prod"}
    assert named(recorder, "apigatewayv2:stage") == {f"{where}/apis/xyz789/stages/$default"}


def test_a_zone_is_named_without_the_slash_that_its_id_begins_with():
    answers = over(
        route53_ListHostedZones=lambda _: {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "a."}]}
    )
    _, recorder = run(answers, needs=needs(("route53:ListHostedZones", "route53:hosted-zone")))
    assert named(recorder, "route53:hosted-zone") == {"arn:aws:route53:::hostedzone/Z1"}


def test_a_thing_whose_member_is_called_arn_has_it():
    arn = "arn:aws:vpc-lattice:eu-west-1:111122223333:service/svc-1"
    listed = {"items": [{"id": "svc-1", "name": "shop", "arn": arn}]}
    answers = over(**{"vpc-lattice_ListServices": lambda _: listed})
    _, recorder = run(answers, needs=needs(("vpc-lattice:ListServices", "vpc-lattice:service")))
    assert named(recorder, "vpc-lattice:service") == {arn}


def test_web_acls_of_distributions_are_asked_once_and_in_the_home_region():
    asked = []

    def watch(one):
        if one.name == "wafv2:ListWebACLs":
            asked.append((one.params["Scope"], one.region))

    run(
        two_regions,
        watch=watch,
        needs=needs(
            ("wafv2:ListWebACLs", "wafv2:web-acl"), ("wafv2:ListWebACLs", "wafv2:cloudfront-web-acl")
        ),
    )
    assert sorted(asked) == [
        ("CLOUDFRONT", "us-east-1"),
        ("REGIONAL", "eu-west-1"),
        ("REGIONAL", "us-east-1"),
    ]


def test_accelerators_are_asked_where_aws_answers():
    asked = set()

    def watch(one):
        if one.name.startswith("globalaccelerator:"):
            asked.add(one.region)

    run(
        watch=watch, needs=needs(("globalaccelerator:ListEndpointGroups", "globalaccelerator:endpoint-group"))
    )
    assert asked == {"us-west-2"}


def test_an_account_without_a_subscription_to_shield_has_no_protections():
    _, recorder = run(
        failing={"shield:ListProtections": lambda: CallFailedError("ResourceNotFoundException", status=400)},
        needs=needs(("shield:ListProtections", "shield:protection")),
    )
    assert [end.state for _, end in ended(recorder, "shield:ListProtections")] == ["absent"]


def test_the_lists_of_waf_and_of_vpc_origins_go_on():
    acls = paging(models(), "wafv2:ListWebACLs")
    assert token_members(acls.next_token({"NextMarker": "m", "WebACLs": []})) == {"NextMarker": "m"}
    assert acls.next_token({"WebACLs": []}) is None
    origins = paging(models(), "cloudfront:ListVpcOrigins")
    more = {"VpcOriginList": {"NextMarker": "m", "IsTruncated": True}}
    assert token_members(origins.next_token(more)) == {"Marker": "m"}
    assert origins.next_token({"VpcOriginList": {"IsTruncated": False}}) is None


def test_the_last_step_of_a_text_is_filled_in_as_it_is():
    assert fill("{Id.last}", {"Id": "/hostedzone/Z1"}) == "Z1"
    assert fill("{Id.last}", {"Id": "Z1"}) == "Z1"
    assert fill("zone/{Id.last}", {"Id": "/x/{Name}"}) == "zone/{Name}"
