"""Who calls: services, sessions of roles, users, people of identity centre; each as CloudTrail describes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from stormproof.demo.accounts import MAIN, MANAGEMENT, OFFICE_ADDRESS
from stormproof.demo.trail.named import Named, digest, letters, uuid_of
from stormproof.demo.trail.record import Caller, Journal, Record, of_role, stamp

BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
CONSOLE: Final = "AWS Internal"
CLI: Final = (
    "aws-cli/2.31.32 md/awscrt#0.28.4 ua/2.1 os/linux#6.12.48 md/arch#x86_64 lang/python#3.13.9 "
    "md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off"
)
PYTHON: Final = (
    "Boto3/1.44.8 md/Botocore#1.44.8 ua/2.1 os/linux#6.1.155 md/arch#aarch64 lang/python#3.13.9 "
    "md/pyimpl#CPython exec-env/AWS_Lambda_python3.13 Botocore/1.44.8"
)
AGENT: Final = "aws-sdk-go/1.55.5 (go1.24.6; linux; arm64) amazon-ssm-agent/3.3.3270.0"
SHOP: Final = "aws-sdk-java/2.35.7 md/io#sync md/http#Apache ua/2.1 os/Linux#6.12.48 lang/java#21.0.9"
TERRAFORM: Final = (
    "APN/1.0 HashiCorp/1.0 Terraform/1.13.5 (+https://www.terraform.io) terraform-provider-aws/6.22.1 "
    "(+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.39.6 ua/2.1 os/linux lang/go#1.24.6"
)
ACTIONS: Final = "configure-aws-credentials-for-github-actions aws-sdk-js/3.932.0 ua/2.1 os/linux lang/js md/nodejs#22.21.1"
GITHUB: Final = "token.actions.githubusercontent.com"
HOURS_OF_A_SESSION: Final = 6


def service(account: str, name: str) -> Caller:
    """AWS itself, in the name of one of its services."""
    host = f"{name}.amazonaws.com"
    return Caller(account, {"type": "AWSService", "invokedBy": host}, host, host)


def user(named: Named, account: str, name: str, address: str, agent: str) -> Caller:
    """A user of IAM with a long-term key."""
    identity = {
        "type": "IAMUser",
        "principalId": named.user(account, name),
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": named.key(account, name),
        "userName": name,
    }
    return Caller(account, identity, address, agent)


@dataclass(frozen=True, slots=True)
class Session:
    """A role on somebody's shoulders: the same credential in every call of the session."""

    named: Named
    account: str
    role: str
    name: str
    key: str
    since: datetime
    path: str = "/"
    mfa: bool = False
    delivery: str | None = None
    """How an instance came by it: `1.0` without, `2.0` with a session token of IMDSv2."""

    @property
    def role_arn(self) -> str:
        return f"arn:aws:iam::{self.account}:role{self.path}{self.role}"

    @property
    def arn(self) -> str:
        return f"arn:aws:sts::{self.account}:assumed-role/{self.role}/{self.name}"

    @property
    def identity(self) -> Record:
        unique = self.named.role(self.account, self.role)
        context: Record = {
            "sessionIssuer": {
                "type": "Role",
                "principalId": unique,
                "arn": self.role_arn,
                "accountId": self.account,
                "userName": self.role,
            },
            "attributes": {"creationDate": stamp(self.since), "mfaAuthenticated": str(self.mfa).lower()},
        }
        if self.delivery:
            context["ec2RoleDelivery"] = self.delivery
        return {
            "type": "AssumedRole",
            "principalId": f"{unique}:{self.name}",
            "arn": self.arn,
            "accountId": self.account,
            "accessKeyId": self.key,
            "sessionContext": context,
        }

    def calls(
        self, address: str, agent: str, endpoint: str | None = None, *, console: bool = False
    ) -> Caller:
        return Caller(self.account, self.identity, address, agent, endpoint, console)

    def through(self, service_name: str) -> Caller:
        """A service that acts for the session (forward access)."""
        host = f"{service_name}.amazonaws.com"
        return Caller(self.account, {**self.identity, "invokedBy": host}, host, host)

    @property
    def request(self) -> Record:
        return {"roleArn": self.role_arn, "roleSessionName": self.name}

    def response(self, hours: int = 1) -> Record:
        """What STS answers, without the token that nobody keeps."""
        ends = self.since + timedelta(hours=hours)
        return {
            "credentials": {"accessKeyId": self.key, "expiration": ends.strftime("%b %-d, %Y, %-I:%M:%S %p")},
            "assumedRoleUser": {
                "assumedRoleId": f"{self.named.role(self.account, self.role)}:{self.name}",
                "arn": self.arn,
            },
        }


def taken_by_service(
    journal: Journal, named: Named, at: datetime, host: str, account: str, role: str, name: str, **more: Any
) -> Session:
    """A service takes a role on: Lambda for a function, Config for itself."""
    session = Session(named, account, role, name, journal.session_key(), at, **more)
    journal.write(
        at,
        service(account, host),
        "sts:AssumeRole",
        session.request,
        session.response(),
        resources=of_role(account, session.role_arn),
        sharedEventID=journal.identity(),
    )
    return session


def taken_by_role(
    journal: Journal, caller: Caller, at: datetime, session: Session, *, external: Caller | None = None
) -> Session:
    """One role takes on another; across accounts both have a record, joined by its shared id."""
    shared = journal.identity()
    more: Record = {"resources": of_role(session.account, session.role_arn), "sharedEventID": shared}
    if external is None:
        journal.write(at, caller, "sts:AssumeRole", session.request, session.response(), **more)
    if external or caller.account != session.account:
        seen = external or Caller(session.account, _from_outside(caller), caller.address, caller.agent)
        journal.write(at, seen, "sts:AssumeRole", session.request, session.response(), **more)
    return session


def _from_outside(caller: Caller) -> Record:
    """How the owner of a role sees who took it on from another account."""
    principal = caller.identity["principalId"]
    return {"type": "AWSAccount", "principalId": principal, "accountId": caller.account}


def from_github(
    journal: Journal, named: Named, at: datetime, account: str, role: str, subject: str, address: str
) -> Session:
    """A workflow of GitHub takes a role on with its token."""
    provider = f"arn:aws:iam::{account}:oidc-provider/{GITHUB}"
    session = Session(named, account, role, "GitHubActions", journal.session_key(), at)
    identity = {
        "type": "WebIdentityUser",
        "principalId": f"{provider}:sts.amazonaws.com:{subject}",
        "userName": subject,
        "identityProvider": provider,
    }
    journal.write(
        at,
        Caller(account, identity, address, ACTIONS),
        "sts:AssumeRoleWithWebIdentity",
        {**session.request, "durationSeconds": 3600},
        {
            **session.response(),
            "subjectFromWebIdentityToken": subject,
            "provider": provider,
            "audience": "sts.amazonaws.com",
        },
        resources=of_role(account, session.role_arn),
    )
    return session


def instance_session(
    named: Named, account: str, name: str, role: str, at: datetime, delivery: str
) -> Session:
    """The credential of an instance at a time; a new one every six hours, some minutes after the hour."""
    identity = named.instance(account, name)
    minutes = int(digest("minute", name)[:4], 16) % 50
    since = at.replace(hour=at.hour - at.hour % HOURS_OF_A_SESSION, minute=minutes, second=7, microsecond=0)
    if since > at:
        since -= timedelta(hours=HOURS_OF_A_SESSION)
    key = "ASIA" + letters(f"{identity} {stamp(since)}", 16)
    return Session(named, account, role, identity, key, since, delivery=delivery)


def person(
    journal: Journal, named: Named, at: datetime, who: str, account: str, permission_set: str
) -> Session:
    """Somebody signs in at the portal with a second factor and takes a permission set on, from the office."""
    _portal(journal, at, who, account, permission_set)
    role = named.set_role(account, permission_set)
    session = Session(
        named,
        account,
        role,
        who,
        journal.session_key(),
        at + timedelta(seconds=31),
        path=f"/aws-reserved/sso.amazonaws.com/{MAIN}/",
    )
    provider = f"arn:aws:iam::{account}:saml-provider/AWSSSO_{digest('provider', account)[:16]}_DO_NOT_DELETE"
    saml = {
        "type": "SAMLUser",
        "principalId": f"{letters(account, 26)}=:{who}",
        "userName": who,
        "identityProvider": f"{letters(account, 26)}=",
    }
    journal.write(
        session.since,
        Caller(account, saml, OFFICE_ADDRESS, "aws-internal/3 aws-sdk-java/2.35.7"),
        "sts:AssumeRoleWithSAML",
        {**session.request, "principalArn": provider, "durationSeconds": 28800},
        {**session.response(8), "subject": who, "subjectType": "persistent"},
        resources=[*of_role(account, session.role_arn), {"accountId": account, "ARN": provider}],
    )
    journal.write(
        session.since + timedelta(seconds=2),
        Caller(
            account,
            {k: v for k, v in session.identity.items() if k != "accessKeyId"},
            OFFICE_ADDRESS,
            BROWSER,
        ),
        "signin:ConsoleLogin",
        None,
        {"ConsoleLogin": "Success"},
        additionalEventData={
            "LoginTo": f"https://{MAIN}.console.aws.amazon.com/console/home",
            "MobileVersion": "No",
            "MFAUsed": "No",  # the factor is asked for at the portal: the record before says so
        },
        eventType="AwsConsoleSignIn",
    )
    return session


def _portal(journal: Journal, at: datetime, who: str, account: str, permission_set: str) -> None:
    store = f"d-{digest('identity store')[:10]}"
    identity = {
        "type": "IdentityCenterUser",
        "accountId": MANAGEMENT,
        "onBehalfOf": {
            "userId": uuid_of(f"person {who}"),
            "identityStoreArn": f"arn:aws:identitystore::{MANAGEMENT}:identitystore/{store}",
        },
        "credentialId": journal.identity(),
    }
    caller = Caller(MANAGEMENT, identity, OFFICE_ADDRESS, BROWSER)
    flow = journal.identity()
    factor = {"AuthWorkflowID": flow, "UserName": who, "CredentialType": "WEBAUTHN"}
    for seconds, name, more, told in (
        (0, "CredentialChallenge", factor, {"CredentialChallenge": "Success"}),
        (6, "CredentialVerification", factor, {"CredentialVerification": "Success"}),
        (
            7,
            "UserAuthentication",
            {**factor, "CredentialType": "PASSWORD,WEBAUTHN"},
            {"UserAuthentication": "Success"},
        ),
    ):
        journal.write(
            at + timedelta(seconds=seconds),
            caller,
            f"signin:{name}",
            additionalEventData=more,
            serviceEventDetails=told,
            eventType="AwsServiceEvent",
        )
    journal.write(
        at + timedelta(seconds=30),
        caller,
        "sso:Federate",
        serviceEventDetails={"role_name": permission_set, "account_id": account},
        eventType="AwsServiceEvent",
    )
