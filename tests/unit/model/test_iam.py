"""Users, devices and the root user: which answer decides, and what is never guessed."""

from __future__ import annotations

import pytest

from stormproof.errors import NotCollectedError, NotSentError
from stormproof.model.account import Account, account
from stormproof.model.answer import Absent, NotAsked, Reason, Refused
from stormproof.model.arn import Arn
from stormproof.model.credentials import NO_ROW
from stormproof.model.iam import ManagedPolicy, User, VirtualMFADevice, attachment, aws_policy_arn
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.resource import GLOBAL

NUMBER = "111122223333"
REPORT = "iam:GetCredentialReport"
DENIED = Refused(Reason.DENIED, REPORT, "AccessDenied")


def thing(kind, name, **answers):
    arn = Arn("aws", "iam", "", NUMBER, name)
    stored = {
        (str(arn), operation, ""): a if isinstance(a, Absent | Refused | NotAsked) else value(a)
        for operation, a in answers.items()
    }
    return kind(arn, NUMBER, GLOBAL, MemoryFacts(stored, {}))


def user(answers) -> User:
    return thing(User, "user/team/ada", **answers)


def whole(answers) -> Account:
    facts = MemoryFacts({(f"arn:aws:iam::{NUMBER}:root", o, ""): value(a) for o, a in answers.items()}, {})
    return account(NUMBER, facts)


def test_the_report_decides_where_it_has_a_row():
    told = {REPORT: {"password_enabled": "true", "mfa_active": "true"}}
    alone = {"iam:GetLoginProfile": Absent("NoSuchEntity"), "iam:ListMFADevices": []}
    assert user(told | alone).has_password
    assert user(told | alone).has_mfa


@pytest.mark.parametrize("report", [{}, {REPORT: DENIED}])
def test_a_user_without_a_row_is_judged_by_what_was_asked_alone(report):
    profile = {"iam:GetLoginProfile": {"CreateDate": "2026-11-24T08:00:00Z"}}
    devices = {"iam:ListMFADevices": [{"SerialNumber": "arn:aws:iam::111122223333:mfa/ada"}]}
    assert user(report | profile | devices).has_password
    assert user(report | profile | devices).has_mfa
    assert user(report | devices).mfa_at == "iam:ListMFADevices"


def test_with_neither_it_is_the_report_that_is_missing():
    with pytest.raises(NotCollectedError) as caught:
        _ = user({REPORT: DENIED}).has_password
    assert caught.value.answer == DENIED


def test_a_report_that_nobody_saved_or_asked_for_says_so_for_every_user():
    missing = NotAsked(Reason.NOT_IN_IMPORT)
    ada = Arn("aws", "iam", "", NUMBER, "user/team/ada")
    facts = MemoryFacts({(f"arn:aws:iam::{NUMBER}:root", REPORT, ""): missing}, {})
    with pytest.raises(NotCollectedError) as caught:
        _ = User(ada, NUMBER, GLOBAL, facts).has_password
    assert caught.value.answer == missing


def test_a_refusal_of_the_whole_report_speaks_of_every_user():
    arn, root = Arn("aws", "iam", "", NUMBER, "user/ada"), f"arn:aws:iam::{NUMBER}:root"
    refused = User(arn, NUMBER, GLOBAL, MemoryFacts({(root, REPORT, ""): DENIED}, {}))
    with pytest.raises(NotCollectedError) as caught:
        _ = refused.has_mfa
    assert (caught.value.arn, caught.value.answer) == (str(arn), DENIED)


def test_a_report_without_a_root_row_says_nothing_of_users():
    arn, root = Arn("aws", "iam", "", NUMBER, "user/ada"), f"arn:aws:iam::{NUMBER}:root"
    silent = Refused(Reason.UNREADABLE, None, NO_ROW)
    with pytest.raises(NotCollectedError) as caught:
        _ = User(arn, NUMBER, GLOBAL, MemoryFacts({(root, REPORT, ""): silent}, {})).report
    assert caught.value.answer == NotAsked()


def test_keys_that_are_listed_count_when_they_are_active():
    keys = [
        {"AccessKeyId": "AKIAEXAMPLE1", "Status": "Inactive", "CreateDate": "2020-01-01T00:00:00Z"},
        {"AccessKeyId": "AKIAEXAMPLE2", "Status": "Active", "CreateDate": "2024-03-04T10:11:12Z"},
    ]
    (key,) = user({"iam:ListAccessKeys": keys}).active_keys
    assert (key.id, key.at, key.used) == ("AKIAEXAMPLE2", "iam:ListAccessKeys/1/CreateDate", None)


@pytest.mark.parametrize(
    ("serial", "owner", "roots"),
    [
        ("arn:aws:iam::111122223333:mfa/root-account-mfa-device", None, True),
        ("arn:aws:iam::111122223333:mfa/phone", "arn:aws:iam::111122223333:root", True),
        ("arn:aws:iam::111122223333:mfa/phone", "arn:aws:iam::111122223333:user/root", False),
        ("arn:aws:iam::111122223333:mfa/phone", None, False),
    ],
)
def test_the_root_users_device_is_known_by_owner_or_by_its_old_name(serial, owner, roots):
    item = {"SerialNumber": serial} | ({"User": {"Arn": owner}} if owner else {})
    assert thing(VirtualMFADevice, "mfa/x", **{"iam:ListVirtualMFADevices": item}).is_roots is roots


@pytest.mark.parametrize(
    ("password", "keys", "removed"), [(0, 0, True), (0, 1, False), (1, 0, False), (None, 0, False)]
)
def test_a_root_user_has_credentials_unless_aws_says_that_they_were_removed(password, keys, removed):
    sent = {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": keys}
    sent |= {} if password is None else {"AccountPasswordPresent": password}
    assert whole({"iam:GetAccountSummary": sent}).summary.root_removed is removed


def test_a_policy_of_the_same_name_in_the_account_is_another_policy():
    policy = aws_policy_arn("SecurityAudit", "aws")
    own = {"PolicyName": "SecurityAudit", "PolicyArn": f"arn:aws:iam::{NUMBER}:policy/SecurityAudit"}
    aws = {"PolicyName": "SecurityAudit", "PolicyArn": policy}
    details = "iam:GetAccountAuthorizationDetails"
    assert (
        attachment(user({details: {"AttachedManagedPolicies": [own, aws]}}), policy)
        == "/AttachedManagedPolicies/1"
    )
    assert attachment(user({details: {"AttachedManagedPolicies": [own]}}), policy) is None
    assert aws_policy_arn("SecurityAudit", "aws-cn") != policy


def test_a_policy_without_its_default_version_is_not_judged():
    version = {"VersionId": "v1", "IsDefaultVersion": False, "Document": {"Statement": []}}
    policy = thing(
        ManagedPolicy, "policy/x", **{"iam:GetAccountAuthorizationDetails": {"PolicyVersionList": [version]}}
    )
    with pytest.raises(NotSentError):
        _ = policy.facts.document


def test_contact_details_say_what_is_missing():
    call = "account:GetContactInformation"
    found = whole({call: {"FullName": "Ada", "PhoneNumber": " ", "City": "Egmond"}}).contact_information
    assert found.missing == ("phone number", "postal address")
