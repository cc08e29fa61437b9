"""The few facts that moto takes by no call: set on its own objects, each for a reason that stands beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Final

import moto.athena.models
import moto.core.responses
import moto.core.utils
from moto.acm.models import acm_backends
from moto.athena.models import athena_backends
from moto.backup.models import backup_backends
from moto.cloudfront.models import cloudfront_backends
from moto.cloudtrail.models import TrailStatus, cloudtrail_backends
from moto.config.models import config_backends
from moto.core.base_backend import BackendDict
from moto.core.loaders import Loader, create_loader
from moto.core.model_instances import reset_model_data
from moto.core.utils import method_names_from_class
from moto.ec2.models import ec2_backends
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.eks.models import eks_backends
from moto.elbv2.models import elbv2_backends
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AccessKeyLastUsed, AWSManagedPolicy, iam_backends
from moto.kms.models import kms_backends
from moto.macie2.models import macie2_backends
from moto.moto_api._internal import mock_random
from moto.organizations.models import organizations_backends
from moto.rds.models import rds_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssoadmin.models import ssoadmin_backends
from moto.sts.models import sts_backends

from stormproof.demo.accounts import (
    ACCESS_KEY,
    IDLE,
    MANAGEMENT,
    PROD,
    READABLE,
    REGIONS,
    SCANNER_ROLE,
    SECRET_KEY,
    SECURITY,
)
from stormproof.demo.bare import read_bare

SEED: Final = 42
# Where Macie looks for personal data in buckets.
LOOKED_THROUGH: Final = frozenset({PROD, SECURITY})
ROTATION_DAYS: Final = 30
VALID: Final = timedelta(days=395)
LEGACY_KEY_CREATED: Final = datetime(2024, 3, 4, 9, 12, tzinfo=UTC)
TUNNELS: Final = ("203.0.113.21", "203.0.113.22")
MANAGED: Final = (
    "AWSSupportAccess",
    "AdministratorAccess",
    "AmazonEC2ReadOnlyAccess",
    "AmazonEKSClusterPolicy",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "job-function/Billing",
    "job-function/ViewOnlyAccess",
    "service-role/AWS_ConfigRole",
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaVPCAccessExecutionRole",
    "service-role/AmazonECSTaskExecutionRolePolicy",
)


def start_afresh() -> None:
    """Forget everything that moto holds in this process, and begin the same sequence of ids."""
    BackendDict.reset()
    reset_model_data()
    organizations_backends.master_accounts.clear()
    mock_random.seed(SEED)
    share_models()


def draw_ids(stage: int) -> None:
    """Ids of a stage do not depend on what was asked before it."""
    mock_random.seed(SEED + stage)


def load_managed_policies(accounts: Iterable[str]) -> None:
    """Only the policies in use, from moto's own data: all of them would cost 3 s and 370 MB."""
    documents = {name: _managed(name.rpartition("/")[2]) for name in MANAGED}
    for account in accounts:
        backend = iam_backends[account]["aws"]
        for name, data in documents.items():
            policy = AWSManagedPolicy.from_data(name.rpartition("/")[2], account, "aws", data)
            backend.managed_policies[policy.arn] = policy
            backend.aws_managed_policies.append(policy)


def share_models() -> None:
    """One reader of AWS's models for all of moto: it makes one a service, and each lists botocore's folders again."""
    say(moto.core.utils, create_loader=_models)
    # Its methods too: they are listed anew for each request.
    say(moto.core.responses, method_names_from_class=_methods)


@cache
def _methods(kind: object) -> frozenset[str]:
    return frozenset(method_names_from_class(kind))


@cache
def _models() -> Loader:
    loader = create_loader()
    read_bare(loader)
    return loader


def know_managed_policies(account: str, region: str) -> None:
    """The identity centre takes only policies without a path, and reads all of moto's data to know them."""
    known = {name.rpartition("/")[2]: {"path": f"/{name}".rpartition("/")[0] + "/"} for name in MANAGED}
    ssoadmin_backends[account][region].aws_managed_policies = known


def _managed(name: str) -> dict[str, Any]:
    start = aws_managed_policies_data.index(f'\n "{name}":') + len(f'\n "{name}":')
    data: dict[str, Any]
    data, _ = json.JSONDecoder().raw_decode(aws_managed_policies_data, start)
    return data


def admit_scanner() -> None:
    """The fixed keys are a session of the management account's role: moto draws keys at random."""
    backend = sts_backends[MANAGEMENT]["aws"]
    role = f"arn:aws:iam::{MANAGEMENT}:role/{SCANNER_ROLE}"
    session = backend.assume_role(MANAGEMENT, "stormproof", role, "", 43200, "")
    key = session.access_key
    keys = iam_backends[MANAGEMENT]["aws"].access_keys
    keys.pop(key.access_key_id, None)
    key.access_key_id = session.access_key_id = ACCESS_KEY
    key.secret_access_key = session.secret_access_key = SECRET_KEY
    keys[ACCESS_KEY] = key


def name_account(drawn: str, account: str) -> None:
    """An account gets its id right after CreateAccount: moto draws one at random, with a role in it."""
    organization = organizations_backends[MANAGEMENT]["aws"]
    organization.get_account_by_id(drawn).id = account
    owners = organizations_backends.master_accounts
    owners[account] = owners.pop(drawn)
    iam_backends.pop(drawn, None)


def name_management(name: str, email: str) -> None:
    """The management account is called `master` in moto."""
    account = organizations_backends[MANAGEMENT]["aws"].get_account_by_id(MANAGEMENT)
    account.name, account.email = name, email


def protect_root(account: str) -> None:
    """The root user's MFA: no call of IAM switches it on."""
    iam_backends[account]["aws"].account_summary._account_mfa_enabled = 1  # noqa: SLF001 - moto has no other way


def share_organization_trail(region: str, name: str, members: Iterable[str]) -> None:
    """An organisation's trail is seen in each member account: moto shows it in its own only."""
    trail = cloudtrail_backends[MANAGEMENT][region].trails[name]
    for member in members:
        cloudtrail_backends[member][region].trails[name] = trail


class DatedStatus(TrailStatus):
    """Delivers when the story says; moto's delivers at the moment when it is asked, and so does this after the story."""

    delivered: datetime | None = None

    def description(self) -> dict[str, Any]:
        said = super().description()
        if self.delivered is None:
            return said
        at = {
            "LatestDeliveryTime": int(self.delivered.timestamp()),
            "LatestDeliveryAttemptTime": f"{self.delivered:%Y-%m-%dT%H:%M:%SZ}",
        }
        return {**said, **at}


def deliver_trails(accounts: Iterable[str], at: datetime | None) -> None:
    """When each trail has delivered last."""
    for account in accounts:
        for backend in cloudtrail_backends[account].values():
            for trail in backend.trails.values():
                trail.status.__class__ = DatedStatus
                say(trail.status, delivered=at)


def clear_default_networks(kept: frozenset[tuple[str, str]]) -> None:
    """Drop the default VPC of each Region but the kept ones: moto makes one wherever it is looked at.

    All Regions are looked at here, in one order, so that ids don't depend on who asks first.
    """
    for account in READABLE:
        for region in (region.name for region in RegionsAndZonesBackend.regions):
            backend = ec2_backends[account][region]
            if (account, region) in kept:
                continue
            for vpc in [vpc for vpc in backend.vpcs.values() if vpc.is_default]:
                _drop_network(backend, vpc.id)


def _drop_network(backend: Any, vpc: str) -> None:
    for held in (backend.route_tables, backend.network_acls):
        for key in [key for key, thing in held.items() if thing.vpc_id == vpc]:
            del held[key]
    for subnets in backend.subnets.values():
        for key in [key for key, subnet in subnets.items() if subnet.vpc_id == vpc]:
            del subnets[key]
    for key in [
        k for k, gateway in backend.internet_gateways.items() if gateway.vpc and gateway.vpc.id == vpc
    ]:
        del backend.internet_gateways[key]
    backend.groups.pop(vpc, None)
    del backend.vpcs[vpc]


def look_everywhere() -> None:
    """Some of moto's services make things of their own when they are first looked at: all now, in one order."""
    for account in READABLE:
        for region in (*REGIONS, IDLE):
            for backends in (athena_backends, ssoadmin_backends):
                _ = backends[account][region]
            macie = macie2_backends[account][region]
            if account not in LOOKED_THROUGH or region == IDLE:
                say(macie, macie_session=None)  # moto has switched it on


def say(thing: object, **said: object) -> None:
    """Set what no call of moto sets; its answers are made from the attributes of its objects."""
    for name, value in said.items():
        setattr(thing, name, value)


def say_interface(account: str, region: str, interface: str, kind: str, requester: str) -> None:
    """Interfaces of balancers, databases, functions, containers: moto makes none, so type, requester, status are set."""
    eni = ec2_backends[account][region].enis[interface]
    say(eni, interface_type=kind, requester_managed=True, requester_id=requester, status="in-use")


def own_group_rules() -> None:
    """Whose security group a rule belongs to: AWS always says it, moto never."""
    for account, regions in list(ec2_backends.items()):
        for backend in regions.values():
            groups = [group for held in backend.groups.values() for group in held.values()]
            for rule in (rule for group in groups for rule in (*group.ingress_rules, *group.egress_rules)):
                say(rule, group_owner_id=account)


def name_policies() -> None:
    """The names of managed policies: AWS tells them with an account's details, moto leaves them out."""
    for account in READABLE:
        for policy in iam_backends[account]["aws"].managed_policies.values():
            say(policy, policy_name=policy.name)


def own_default_keys() -> None:
    """AWS manages the keys that its services make for themselves: moto calls them the customer's."""
    for account in READABLE:
        for backend in kms_backends[account].values():
            for key in backend.keys.values():
                if any(alias.startswith("alias/aws/") for alias in key.aliases):
                    say(key, key_manager="AWS", key_rotation_status=True)


def encrypt_image(account: str, region: str, image: str) -> None:
    """An image of a machine with encrypted disks has encrypted snapshots: moto's are not."""
    backend = ec2_backends[account][region]
    say(backend.snapshots[backend.amis[image].ebs_snapshot.id], encrypted=True)


@dataclass(frozen=True, slots=True)
class DatedCertificate:
    """A certificate as if it had been issued on a day: moto's begin now, and their serials come from the machine."""

    held: Any
    serial_number: int
    not_valid_before_utc: datetime
    not_valid_after_utc: datetime

    def __getattr__(self, name: str) -> Any:
        return getattr(self.held, name)


def date_certificates(at: datetime) -> None:
    for account in READABLE:
        for backend in acm_backends[account].values():
            for n, bundle in enumerate(backend._certificates.values(), 1):  # noqa: SLF001 - moto has no other way
                dated = DatedCertificate(bundle._cert, n, at, at + VALID)  # noqa: SLF001 - the same
                say(bundle, _cert=dated)


@dataclass(frozen=True, slots=True)
class Still:
    """A clock that stands."""

    at: datetime

    def time(self) -> float:
        return self.at.timestamp()


def date_work_groups(at: datetime) -> None:
    """When a work group of Athena was made: moto says the moment when it is asked."""
    say(moto.athena.models, time=Still(at))


def lock_vaults(at: datetime) -> None:
    """Since when nobody can unlock a backup vault: moto counts the days from now."""
    for account in READABLE:
        for backend in backup_backends[account].values():
            for vault in (vault for vault in backend.vaults.values() if vault.lock_date is not None):
                say(vault, lock_date=at.timestamp())


def name_backups(at: datetime) -> None:
    """The automated snapshot of a database is named after its minute: moto takes it when the database is made."""
    for account in READABLE:
        for backend in rds_backends[account].values():
            held = backend.database_snapshots
            for drawn in [name for name in held if name.startswith("rds:")]:
                snapshot = held.pop(drawn)
                name = f"rds:{snapshot.db_instance_identifier}-{at:%Y-%m-%d-%H-%M}"
                say(snapshot, db_snapshot_identifier=name)
                held[name] = snapshot


def name_default_rule(account: str, region: str, listener: str) -> None:
    """The default rule of a listener: moto names it after an address in this process's memory."""
    balancers = elbv2_backends[account][region].load_balancers.values()
    for held in (b.listeners[listener] for b in balancers if listener in b.listeners):
        drawn = sha256(listener.encode()).hexdigest()[:16]
        for rule in held._default_rule.values():  # noqa: SLF001 - moto has no other way
            say(rule, arn=f"{listener.replace(':listener/', ':listener-rule/')}/{drawn}")


def place_cluster(account: str, region: str, name: str) -> None:
    """Where a Kubernetes cluster answers: moto draws it when it is imported, so it differs from process to process."""
    host = f"0123456789ABCDEF0123456789ABCDEF.gr7.{region}.eks.amazonaws.com"
    issuer = {
        "oidc": {"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"}
    }
    say(eks_backends[account][region].clusters[name], endpoint=f"https://{host}", identity=issuer)
    mock_random.seed(SEED - 1)


def deliver_config(account: str, region: str, recorder: str) -> None:
    """A recorder that has delivered: moto's is forever about to."""
    status = config_backends[account][region].recorders[recorder].status
    say(status, last_status="SUCCESS")


def control_origin(distribution: str, control: str) -> None:
    """The origin access control of a distribution, which moto drops."""
    config = vars(cloudfront_backends[PROD]["aws"].distributions[distribution].distribution_config)
    for origin in config["Origins"]["Items"]:
        say(origin, origin_access_control_id=control, s3_origin_config={"OriginAccessIdentity": ""})


def say_vpn(account: str, region: str, connection: str, routes: tuple[str, ...]) -> None:
    """A VPN's options and static routes, which moto drops."""
    say(
        ec2_backends[account][region].vpn_connections[connection],
        options={"StaticRoutesOnly": True},
        routes=[{"DestinationCidrBlock": route, "State": "available"} for route in routes],
        vgw_telemetry=[{"OutsideIpAddress": address, "Status": "UP"} for address in TUNNELS],
    )


def propagate(account: str, region: str, table: str, gateway: str) -> None:
    """Route propagation of a VPN gateway, which moto has no call for."""
    say(ec2_backends[account][region].route_tables[table], propagating_vgws=[{"GatewayId": gateway}])


def date_key(account: str, user: str, created: datetime, last_used: datetime | None = None) -> None:
    """The age of an access key."""
    backend = iam_backends[account]["aws"]
    for key in backend.users[user].access_keys:
        key.create_date = created.replace(tzinfo=None)
        if last_used is not None:
            key.last_used = _last_use(last_used)


def date_user(account: str, user: str, created: datetime) -> None:
    iam_backends[account]["aws"].users[user].create_date = created.replace(tzinfo=None)


def sign_in(account: str, user: str, at: datetime) -> None:
    """When somebody last used a console password: nobody signs in to moto."""
    say(iam_backends[account]["aws"].users[user], password_last_used=at.replace(tzinfo=None))


def _last_use(at: datetime) -> AccessKeyLastUsed:
    return AccessKeyLastUsed(timestamp=at.replace(tzinfo=None), service="lambda", region="eu-west-1")


def rotate_secret(account: str, region: str, name: str, function: str, rotated: datetime) -> None:
    """Rotation of a secret: moto's call would run the function in a container."""
    at = int(rotated.timestamp())
    say(
        secretsmanager_backends[account][region].secrets[name],
        rotation_enabled=True,
        rotation_lambda_arn=function,
        auto_rotate_after_days=ROTATION_DAYS,
        rotation_requested=True,
        last_rotation_date=at,
        next_rotation_date=at + ROTATION_DAYS * 86400,
    )
