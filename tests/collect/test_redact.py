"""Secrets never enter the store."""

from __future__ import annotations

import base64
import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from stormproof.collect.redact import redact
from stormproof.model.secrets import shapes

KEY = b"k" * 32
PASSWORD = "q8ZkT1xLp9" + "RdW7cYb2Hs"


def clean(item: object, operation: str = "ec2:DescribeInstances") -> object:
    return redact(item, operation, KEY).item


def test_values_of_environment_variables_go_and_their_names_stay() -> None:
    function = {"FunctionName": "f", "Environment": {"Variables": {"DB_PASSWORD": PASSWORD, "STAGE": "prod"}}}
    variables = clean(function, "lambda:ListFunctions")["Environment"]["Variables"]
    assert variables["DB_PASSWORD"] == {"redacted": "environment", "length": 20, "secret": "likely", "at": []}
    assert variables["STAGE"] == {"redacted": "environment", "length": 4, "secret": "none", "at": []}


def test_user_data_is_unpacked_before_it_is_looked_at() -> None:
    script = f"#!/bin/sh\ncurl postgres://app:{PASSWORD}@db.example/x\n".encode()
    packed = base64.b64encode(gzip.compress(script)).decode()
    hidden = clean({"UserData": {"Value": packed}}, "ec2:DescribeInstanceAttribute")["UserData"]["Value"]
    assert (hidden["redacted"], hidden["secret"], hidden["at"][0][2]) == ("script", "found", "url_password")


def test_a_gzip_bomb_is_read_only_in_part() -> None:
    bomb = base64.b64encode(gzip.compress(b"\0" * 200_000_000, 9)).decode()
    assert (
        clean({"UserData": {"Value": bomb}}, "ec2:DescribeInstanceAttribute")["UserData"]["Value"]["secret"]
        == "none"
    )


def test_any_member_named_like_a_credential_is_hidden_wherever_it_stands() -> None:
    item = {"Options": [{"PreSharedKey": PASSWORD, "TunnelInsideCidr": "169.254.1.0/30"}]}
    assert clean(item) == {
        "Options": [
            {"PreSharedKey": {"redacted": "credential", "length": 20, "secret": "none", "at": []} | {"secret": "likely"},
             "TunnelInsideCidr": "169.254.1.0/30"}
        ]
    }  # fmt: skip


def test_an_arn_under_such_a_name_is_a_name() -> None:
    item = {"credentials": "arn:aws:iam::111122223333:role/api"}
    assert clean(item) == item


def test_a_tag_is_hidden_by_its_value_or_by_its_key() -> None:
    tags = {"Tags": [{"Key": "api_token", "Value": PASSWORD}, {"Key": "env", "Value": "prod"}]}
    found = clean(tags)["Tags"]
    assert found[0]["Value"]["redacted"] == "tag"
    assert found[1] == {"Key": "env", "Value": "prod"}


def test_contacts_are_masked_unless_they_are_to_be_kept() -> None:
    item = {"EmailAddress": "security@marram.example", "PhoneNumber": "+49 30 000012"}
    assert clean(item, "account:GetAlternateContact") == {
        "EmailAddress": "s…@marram.example",
        "PhoneNumber": "…12",
    }
    assert redact(item, "account:GetAlternateContact", KEY, keep_contacts=True).item == item


def test_the_seed_of_a_virtual_device_is_hidden_where_an_endpoint_tells_it() -> None:
    device = {"SerialNumber": "arn:aws:iam::111122223333:mfa/v", "Base32StringSeed": b"GT63DB7WVJLVKVXM"}
    hidden = clean(device | {"QRCodePNG": b"png"}, "iam:ListVirtualMFADevices")
    assert hidden["SerialNumber"] == device["SerialNumber"]
    assert [hidden[name]["redacted"] for name in ("Base32StringSeed", "QRCodePNG")] == ["credential"] * 2


def test_the_mac_shows_a_change_and_lies_beside_the_item() -> None:
    one = redact({"Password": "one-secret-text"}, "x:Y", KEY)
    two = redact({"Password": "two-secret-text"}, "x:Y", KEY)
    assert one.item == two.item
    assert one.mac != two.mac
    assert redact({"Password": "one-secret-text"}, "x:Y", KEY) == one
    assert redact({"Password": "one-secret-text"}, "x:Y", b"z" * 32).mac != one.mac


def test_what_holds_no_secret_is_left_as_it_is() -> None:
    item = {
        "InstanceId": "i-1",
        "MetadataOptions": {"HttpTokens": "optional"},
        "Tags": [{"Key": "env", "Value": "dev"}],
    }
    assert redact(item, "ec2:DescribeInstances", KEY).item == item
    assert not redact(item, "ec2:DescribeInstances", KEY).any


SAMPLES = {
    "aws": "aws_secret_access_key=" + PASSWORD * 2,
    "url": f"postgres://ledger:{PASSWORD}@db.example/ledger",
    "slack": "xoxb-" + "123456789012-" + PASSWORD,
}


@given(
    st.recursive(
        st.sampled_from([*SAMPLES.values(), "prod", "x" * 30]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["A", "Value", "Tags", "Name"]), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_no_sample_survives_anywhere(item: object) -> None:
    text = json.dumps(clean({"x": item}))
    assert PASSWORD not in text
    assert shapes()


def test_an_address_that_says_who_asks_is_hidden_and_any_other_stays() -> None:
    plain = "https://github.com/marram/checkout@v1"
    token = f"https://{PASSWORD}@github.com/marram/checkout"
    slashed = "https://me:pa/ss-word@bitbucket.org/marram/tools"
    sources = {
        "source": {"location": token},
        "secondarySources": [{"location": plain}, {"location": slashed}],
    }
    found = clean(sources, "codebuild:BatchGetProjects")
    assert found["source"]["location"] == {
        "redacted": "address",
        "length": len(token),
        "secret": "found",
        "at": [[8, 8 + len(PASSWORD), "url_user_info"]],
    }
    assert found["secondarySources"][0]["location"] == plain
    assert "pa/ss" not in json.dumps(found)


def test_a_project_keeps_the_names_of_variables_and_neither_values_nor_scripts() -> None:
    project = {
        "environment": {"environmentVariables": [{"name": "DB_PASSWORD", "value": PASSWORD}]},
        "source": {"buildspec": f"export TOKEN={PASSWORD}"},
        "webhook": {"secret": PASSWORD},
    }
    found = clean(project, "codebuild:BatchGetProjects")
    (variable,) = found["environment"]["environmentVariables"]
    assert (variable["name"], variable["value"]["secret"]) == ("DB_PASSWORD", "likely")
    assert PASSWORD not in json.dumps(found)


def test_the_secret_of_an_application_that_signs_people_in_is_hidden() -> None:
    client = {"ClientId": "web", "ClientSecret": PASSWORD}
    found = clean(client, "cognito-idp:DescribeUserPoolClient")
    assert (found["ClientId"], found["ClientSecret"]["redacted"]) == ("web", "credential")


def test_what_a_web_application_is_built_with_is_hidden() -> None:
    app = {
        "name": "shop",
        "repository": f"https://{PASSWORD}@github.com/marram/shop",
        "environmentVariables": {"API_KEY": PASSWORD},
        "buildSpec": f"echo {PASSWORD}",
        "basicAuthCredentials": PASSWORD,
        "autoBranchCreationConfig": {"environmentVariables": {"X": PASSWORD}, "buildSpec": PASSWORD},
    }
    found = clean(app, "amplify:ListApps")
    assert found["name"] == "shop"
    assert PASSWORD not in json.dumps(found)


def test_what_a_service_is_started_with_is_hidden() -> None:
    settings = {
        "RepositoryUrl": f"https://{PASSWORD}@github.com/marram/shop",
        "CodeConfiguration": {
            "CodeConfigurationValues": {"BuildCommand": PASSWORD, "StartCommand": PASSWORD}
        },
        "ImageConfiguration": {"RuntimeEnvironmentVariables": {"X": PASSWORD}, "StartCommand": PASSWORD},
    }
    assert PASSWORD not in json.dumps(clean({"SourceConfiguration": settings}, "apprunner:DescribeService"))
