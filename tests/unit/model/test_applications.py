"""Views of queues, pools, projects and services that applications are made of."""

from __future__ import annotations

import json

import msgspec
import pytest

from stormproof.errors import UnreadableError
from stormproof.model.apprunner import Service
from stormproof.model.arn import Arn
from stormproof.model.codebuild import EnvironmentVariable, Source
from stormproof.model.cognito_identity import IdentityPool
from stormproof.model.cognito_idp import UserPoolSettings
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.secrets import user_info
from stormproof.model.sesv2 import EmailIdentity
from stormproof.model.sqs import Queue
from stormproof.model.stepfunctions import StateMachineSettings

POLICY = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage"},
}
HIDDEN = {"redacted": "shape", "length": 40, "secret": "found", "at": [[0, 40, "github_token"]]}


def of(kind, arn, **answers):
    facts = MemoryFacts(
        {(arn, name.replace("__", ":"), ""): value(item) for name, item in answers.items()}, {}
    )
    return kind(Arn.parse(arn), "111122223333", "eu-west-1", facts)


def queue(attributes):
    return of(Queue, "arn:aws:sqs:eu-west-1:111122223333:q", sqs__GetQueueAttributes=attributes)


def identity(policies):
    arn = "arn:aws:ses:eu-west-1:111122223333:identity/mail.marram.example"
    return of(EmailIdentity, arn, sesv2__GetEmailIdentity={"Policies": policies})


def test_the_policy_of_a_queue_is_read_out_of_its_text():
    (statement,) = queue({"Policy": json.dumps(POLICY)}).policy.statements
    assert (statement.effect, statement.actions) == ("Allow", ("sqs:SendMessage",))


@pytest.mark.parametrize("attributes", [{}, {"Policy": ""}])
def test_a_queue_without_a_policy_has_none(attributes):
    assert queue(attributes).policy is None


@pytest.mark.parametrize("policy", ["{", "[]", HIDDEN])
def test_a_policy_that_cannot_be_read_is_not_one_that_is_not_there(policy):
    with pytest.raises(UnreadableError):
        _ = queue({"Policy": policy}).policy


def test_a_queue_without_an_answer_about_it_is_not_encrypted_by_sqs():
    assert not queue({}).attributes.managed_encryption
    assert queue({"SqsManagedSseEnabled": "true"}).attributes.managed_encryption


def test_an_identity_has_several_policies_and_is_named_without_its_kind():
    found = identity({"a": json.dumps(POLICY), "b": json.dumps(POLICY)})
    assert (sorted(found.policies), found.name) == (["a", "b"], "mail.marram.example")
    with pytest.raises(UnreadableError):
        _ = identity({"a": "{"}).policies


def test_people_sign_up_by_themselves_unless_that_is_off_or_a_function_is_asked():
    def open_to_all(**settings):
        return msgspec.convert(settings, UserPoolSettings).open_to_all

    assert open_to_all()
    assert not open_to_all(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    assert not open_to_all(LambdaConfig={"PreSignUp": "arn:aws:lambda:eu-west-1:111122223333:function:ask"})


def test_names_are_what_a_person_uses():
    pool = of(
        IdentityPool, "arn:aws:cognito-identity:eu-west-1:111122223333:identitypool/eu-west-1:0f1e", x__y={}
    )
    service = of(Service, "arn:aws:apprunner:eu-west-1:111122223333:service/shop/8fe1e10304f84fd2", x__y={})
    assert (pool.name, service.name) == ("eu-west-1:0f1e", "shop")


def test_a_variable_that_names_a_secret_elsewhere_is_none():
    plain = {"name": "DB_PASSWORD", "value": HIDDEN}
    assert msgspec.convert(plain, EnvironmentVariable).is_plain_secret
    assert not msgspec.convert(plain | {"type": "SECRETS_MANAGER"}, EnvironmentVariable).is_plain_secret


def test_a_definition_or_a_value_that_nobody_looked_at_is_unreadable():
    shown = {"roleArn": "r", "status": "ACTIVE", "definition": "{}"}
    with pytest.raises(UnreadableError):
        _ = msgspec.convert(shown, StateMachineSettings).secrets
    assert msgspec.convert(shown | {"definition": HIDDEN}, StateMachineSettings).secrets.is_secret
    assert not msgspec.convert({"type": "GITHUB", "location": "https://x/y"}, Source).has_credentials


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://token@github.com/a", "token"),
        ("https://me:secret@host", "me:secret"),
        ("https://me:pa/ss@host/a", "me:pa/ss"),
        ("https://host:8443/a@b", ""),
        ("https://host/a@b", ""),
        ("https://@host/a", ""),
        ("git@github.com:marram/shop.git", ""),
        ("", ""),
    ],
)
def test_who_asks_stands_before_the_host(text, said):
    assert "".join(text[start:end] for start, end, _ in user_info(text)) == said
