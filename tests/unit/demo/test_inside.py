"""A collector in this process asks the front once; whoever is written to is asked again."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

pytestmark = pytest.mark.xdist_group("recipe")


@dataclass
class Counting:
    """A front that counts what it is asked."""

    behind: object
    asked: list[str] = field(default_factory=list)

    def from_outside(self, environ):
        self.asked.append(environ["PATH_INFO"])
        return self.behind.from_outside(environ)


@pytest.fixture
def inside(organisation):
    from stormproof.demo.endpoint import Front
    from stormproof.demo.inside import Inside

    return Inside(Counting(Front()))


@pytest.fixture
def client(ask, inside):
    def made(service, account="prod"):
        found = ask.session.create_client(
            service, region_name="eu-west-1", endpoint_url="http://127.0.0.1:9", **ask.keys_of(account)
        )
        found.meta.events.register("before-send", inside)
        return found

    return made


def test_the_same_question_is_answered_from_memory(inside, client):
    kms = client("kms")
    assert kms.list_aliases()["Aliases"] == kms.list_aliases()["Aliases"]
    assert len(inside.front.asked) == 1
    client("kms", "dev").list_aliases()
    kms.list_aliases(Limit=3)
    assert len(inside.front.asked) == 3


def test_an_account_that_was_written_to_is_asked_again_and_no_other(inside, client):
    prod, dev = client("sqs"), client("sqs", "dev")
    for queues in (prod, dev):
        queues.list_queues()
    inside.forget("333344445555")
    for queues in (prod, dev):
        queues.list_queues()
    assert len(inside.front.asked) == 3


def test_credentials_and_reports_are_never_remembered(inside, client):
    for _ in range(2):
        client("sts").get_caller_identity()
        client("iam").generate_credential_report()
    assert len(inside.front.asked) == 4
