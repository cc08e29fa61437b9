"""The account-wide subjects: an account, one region of it, the organisation."""

from __future__ import annotations

from stormproof.model.arn import Arn
from stormproof.model.resource import GLOBAL, Answers, Resource


def account_arn(account: str, partition: str = "aws") -> Arn:
    """The ARN that stands for a whole account: its root."""
    return Arn(partition, "iam", "", account, "root")


def region_arn(account: str, region: str, partition: str = "aws") -> Arn:
    """The ARN that stands for one region of an account."""
    return Arn(partition, "ec2", region, account, "region")


class Account(Resource, kind="aws:account", type="AWS::::Account"):
    """A whole account: password policy, contacts, S3 block; the shapes stand in the services' modules."""

    @property
    def name(self) -> str:
        return self.account

    @property
    def short(self) -> str:
        return "account"


class AccountRegion(Resource, kind="aws:region", type="AWS::::Region"):
    """One region of an account: defaults and settings of services live here."""

    @property
    def name(self) -> str:
        return self.region

    @property
    def short(self) -> str:
        return f"region/{self.region}"


def account(number: str, source: Answers, partition: str = "aws") -> Account:
    """The account as a subject."""
    return Account(account_arn(number, partition), number, GLOBAL, source)
