"""The front: what is not held says so, what is refused says so, and a crash is neither."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.xdist_group("recipe")

FORMS = [
    ("query", "management", "iam:ListOrganizationsFeatures", {}),
    ("ec2", "prod", "ec2:GetInstanceMetadataDefaults", {}),
    ("json", "prod", "cloudtrail:LookupEvents", {}),
    ("rest-json", "prod", "lambda:ListFunctionUrlConfigs", {"FunctionName": "receipt-preview"}),
    ("rest-xml of s3", "prod", "s3:GetBucketPolicyStatus", {"Bucket": "marram-statements"}),
    ("rest-xml", "prod", "cloudfront:ListVpcOrigins", {}),
    ("a service that moto has not", "prod", "rolesanywhere:ListTrustAnchors", {}),
    ("a service that moto has not, over a path", "prod", "accessanalyzer:ListAnalyzers", {}),
    ("a path that moto has not", "prod", "account:GetContactInformation", {}),
]


def status_and_code(accident: ClientError) -> tuple[int, str]:
    answer = accident.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


@pytest.mark.parametrize(
    ("account", "operation", "members"), [row[1:] for row in FORMS], ids=[r[0] for r in FORMS]
)
def test_what_is_not_held_is_501_in_the_protocols_own_form(ask, account, operation, members):
    with pytest.raises(ClientError) as refused:
        ask(account, operation, **members)
    assert status_and_code(refused.value) == (501, "NotHeld")


def test_a_real_404_passes_through(ask):
    with pytest.raises(ClientError) as missing:
        ask("dev", "s3:GetBucketPolicy", Bucket="marram-dev-tmp")
    assert status_and_code(missing.value) == (404, "NoSuchBucketPolicy")


REFUSED = [
    ("management", "sts:AssumeRole", {"RoleArn": "arn:aws:iam::666677778888:role/StormproofReadOnly"}),
    (
        "management",
        "sts:AssumeRole",
        {"RoleArn": "arn:aws:iam::666677778888:role/OrganizationAccountAccessRole"},
    ),
    ("prod", "s3:GetBucketPolicy", {"Bucket": "marram-legal-hold"}),
]


@pytest.mark.parametrize(("account", "operation", "members"), REFUSED)
def test_planted_refusals_are_access_denied(ask, account, operation, members):
    more = {"RoleSessionName": "scan"} if operation == "sts:AssumeRole" else {}
    with pytest.raises(ClientError) as refused:
        ask(account, operation, **members, **more)
    assert status_and_code(refused.value) == (403, "AccessDenied")


def test_the_policy_of_the_break_glass_key_is_refused_by_id_arn_and_alias(ask):
    aliases = ask("prod", "kms:ListAliases")["Aliases"]
    key = next(one["TargetKeyId"] for one in aliases if one["AliasName"] == "alias/break-glass")
    arn = f"arn:aws:kms:eu-west-1:333344445555:key/{key}"
    for name in (key, arn, "alias/break-glass"):
        with pytest.raises(ClientError) as refused:
            ask("prod", "kms:GetKeyPolicy", KeyId=name, PolicyName="default")
        assert status_and_code(refused.value) == (403, "AccessDenied")
    assert ask("prod", "kms:GetKeyRotationStatus", KeyId=key)["KeyRotationEnabled"] is False


def test_other_things_of_a_refused_kind_are_told(ask):
    assert "Policy" in ask("prod", "s3:GetBucketPolicy", Bucket="marram-receipts")
    assert ask("prod", "s3:GetBucketEncryption", Bucket="marram-legal-hold")


def test_block_public_access_is_off_by_a_fixed_answer(ask):
    told = ask("prod", "ec2:DescribeVpcBlockPublicAccessOptions", "eu-central-1")[
        "VpcBlockPublicAccessOptions"
    ]
    assert (told["AwsAccountId"], told["AwsRegion"], told["InternetGatewayBlockMode"]) == (
        "333344445555",
        "eu-central-1",
        "off",
    )
    none = ask("dev", "ec2:DescribeVpcBlockPublicAccessExclusions")
    assert none["VpcBlockPublicAccessExclusions"] == []


def test_keys_that_the_organisation_never_gave_open_nothing(organisation, ask):
    for service, operation, code in (
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("kms", "list_keys", "InvalidClientTokenId"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
    ):
        client = ask.session.create_client(
            service,
            region_name="eu-west-1",
            endpoint_url=organisation.url,
            aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
            aws_secret_access_key="x" * 40,
        )
        with pytest.raises(ClientError) as refused:
            getattr(client, operation)()
        assert status_and_code(refused.value) == (403, code)


@pytest.mark.parametrize("path", ["/moto-api/reset", "/moto-api/seed?a=1", "/latest/meta-data/", "/"])
def test_motos_control_interface_is_shut(organisation, path):
    parts = urlsplit(organisation.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("POST", path)
    assert connection.getresponse().status == 403
    connection.close()


@pytest.mark.parametrize("header", ["", "AWS4-HMAC-SHA256", "Credential=a/b/c", "AWS4 Credential=////,"])
def test_a_malformed_signature_is_refused_not_crashed(organisation, header):
    parts = urlsplit(organisation.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request("GET", "/", headers={"Authorization": header})
    assert connection.getresponse().status == 403
    connection.close()


def test_the_account_cannot_be_chosen_by_a_header(organisation, ask):
    client = ask.session.create_client(
        "sts", region_name="eu-west-1", endpoint_url=organisation.url, **ask.keys_of("dev")
    )

    def choose(request, **_):
        request.headers["x-moto-account-id"] = "333344445555"

    client.meta.events.register("before-send", choose)
    assert client.get_caller_identity()["Account"] == "444455556666"


def test_a_crash_stays_500_and_is_kept(organisation):
    from stormproof.demo.endpoint import Front
    from stormproof.demo.place import Clients, Place

    front = Front()
    with pytest.raises(ClientError) as crashed:
        # moto needs a name here that AWS does not.
        Place(Clients(front), "333344445555")("cloudtrail:GetInsightSelectors")
    assert status_and_code(crashed.value) == (500, "InternalError")
    assert [failure.split(":")[:3] for failure in front.failures] == [
        ["cloudtrail", "GetInsightSelectors", " TypeError"]
    ]


def test_nothing_is_printed(organisation, ask, capfd):
    ask("management", "organizations:ListAccounts")
    with pytest.raises(ClientError):
        ask("prod", "rolesanywhere:ListProfiles")
    assert capfd.readouterr() == ("", "")
