"""Thirty days of logs: what is in them, who speaks from where, and that a stranger can verify every digest."""

from __future__ import annotations

import base64
import gzip
import ipaddress
import json
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from stormproof.demo.accounts import ACCOUNTS, PROD, REGIONS, STRANGER
from stormproof.demo.trail import Named, write
from stormproof.demo.trail.delivery import KEYS
from stormproof.demo.trail.events import events
from unit.demo.trail_verifier import verify

T0 = datetime(2026, 11, 24, 9, tzinfo=UTC)
NIGHT = "2026-11-21"
OURS = [ipaddress.ip_network(net) for net in ("203.0.113.0/25", "203.0.113.200/32", "198.51.100.0/24")]
OURS += [ipaddress.ip_network(net) for net in ("10.20.0.0/15", "10.40.0.0/16", "10.60.0.0/16")]
INTRUDER = "192.0.2.66"


@pytest.fixture(scope="module")
def records():
    return events(T0, Named())


@pytest.fixture(scope="module")
def night(records):
    """What prod's log says of the night."""
    return [r for r in records if r["eventTime"].startswith(NIGHT) and r["recipientAccountId"] == PROD]


def at(records, clock, name):
    found = [r for r in records if r["eventTime"] == f"{NIGHT}T{clock}Z" and r["eventName"] == name]
    assert len(found) == 1, (clock, name, len(found))
    return found[0]


def named(records, name):
    return [r for r in records if r["eventName"] == name]


@pytest.mark.parametrize("weekday", [1, 3, 6])
def test_there_are_twelve_to_thirteen_thousand_events_whatever_the_day_and_hour(weekday):
    started = T0 - timedelta(days=weekday, hours=7 * weekday % 24)
    assert 12_000 <= len(events(started, Named())) <= 13_000


def test_events_are_in_order_in_the_thirty_days_and_of_every_account_and_region(records):
    times = [record["eventTime"] for record in records]
    assert times == sorted(times)
    assert (times[0] >= "2026-10-25T09:00:00Z", times[-1] < "2026-11-24T09:00:00Z") == (True, True)
    assert {r["recipientAccountId"] for r in records} == {account for account, _ in ACCOUNTS}
    assert {r["awsRegion"] for r in records} == set(REGIONS)
    assert len({r["eventID"] for r in records}) == len(records)


def test_the_same_seed_and_start_give_the_same_events_and_another_seed_gives_others(records):
    assert events(T0, Named()) == records
    assert events(T0, Named(), seed=7) != records


def test_no_event_comes_from_an_unlisted_address(records):
    strange = set()
    for address in {record["sourceIPAddress"] for record in records}:
        if address.endswith(".amazonaws.com") or address == INTRUDER:
            continue
        if not any(ipaddress.ip_address(address) in net for net in OURS):
            strange.add(address)
    assert strange == set()


def test_the_intruder_speaks_in_one_night_only(records):
    theirs = [record for record in records if record["sourceIPAddress"] == INTRUDER]
    assert {record["eventTime"][:10] for record in theirs} == {NIGHT}
    assert Counter(r["userIdentity"]["arn"].partition(":user/")[2] for r in theirs) == {
        "": 4 + 9 + 412,
        "deploy-legacy": 3,
        "svc-monitor": 3,
    }


def test_object_reads_are_of_card_exports_alone_and_everything_else_is_management(records):
    data = [record for record in records if not record["managementEvent"]]
    assert {r["eventName"] for r in data} == {"GetObject"}
    assert {r["requestParameters"]["bucketName"] for r in data} == {"marram-card-exports"}
    assert {r["eventCategory"] for r in records} == {"Management", "Data"}


def test_a_stolen_session_looks_around(night):
    first = at(night, "02:11:07", "GetCallerIdentity")
    who = first["userIdentity"]
    machine = Named().instance(PROD, "checkout-web-1")
    assert who["arn"] == f"arn:aws:sts::{PROD}:assumed-role/checkout-web/{machine}"
    assert who["sessionContext"]["ec2RoleDelivery"] == "1.0"
    for clock, name in (("02:11:31", "ListBuckets"), ("02:12:10", "ListSecrets")):
        assert at(night, clock, name)["userIdentity"] == who
    assert at(night, "02:12:48", "ListUsers")["errorCode"] == "AccessDenied"
    issued = [
        r
        for r in named(night, "AssumeRole")
        if r["responseElements"]["credentials"]["accessKeyId"] == who["accessKeyId"]
    ]
    assert [r["sourceIPAddress"] for r in issued] == ["ec2.amazonaws.com"]
    own = [r for r in night if r["userIdentity"].get("accessKeyId") == who["accessKeyId"]]
    assert {r["sourceIPAddress"] for r in own} >= {INTRUDER, "203.0.113.10", "10.20.10.11"}


def test_nine_secrets_are_read_in_74_seconds(night):
    reads = [r for r in named(night, "GetSecretValue") if r["sourceIPAddress"] == INTRUDER]
    assert [r["eventTime"][11:19] for r in (reads[0], reads[-1])] == ["02:14:20", "02:15:34"]
    secrets = {r["requestParameters"]["secretId"] for r in reads}
    assert (len(reads), len(secrets), "prod/ci/deploy-legacy" in secrets) == (9, 9, True)


def test_412_objects_are_read_in_twelve_minutes(night):
    reads = [r for r in named(night, "GetObject") if r["sourceIPAddress"] == INTRUDER]
    assert len({r["requestParameters"]["key"] for r in reads}) == 412
    assert f"{NIGHT}T02:19:00Z" <= reads[0]["eventTime"] < reads[-1]["eventTime"] <= f"{NIGHT}T02:31:00Z"


def test_a_dormant_key_wakes_and_makes_a_function(records, night):
    first = at(night, "02:36:02", "GetCallerIdentity")
    assert first["userIdentity"]["userName"] == "deploy-legacy"
    key = first["userIdentity"]["accessKeyId"]
    assert key == Named().key(PROD, "deploy-legacy")
    used = [r for r in records if r["userIdentity"].get("accessKeyId") == key]
    assert [r["eventName"] for r in used] == ["GetCallerIdentity", "ListRoles", "CreateFunction20150331"]
    made = at(night, "02:38:15", "CreateFunction20150331")
    assert made["requestParameters"]["functionName"] == "checkout-warmup"
    assert made["requestParameters"]["role"] == f"arn:aws:iam::{PROD}:role/prod-automation"


def test_the_function_makes_an_administrator(night):
    first = at(night, "02:39:02", "CreateUser")
    assert first["userIdentity"]["arn"].endswith(":assumed-role/prod-automation/checkout-warmup")
    attached = at(night, "02:39:03", "AttachUserPolicy")
    assert attached["requestParameters"]["policyArn"].endswith(":policy/AdministratorAccess")
    key = at(night, "02:39:04", "CreateAccessKey")["responseElements"]["accessKey"]
    assert key["accessKeyId"] == Named().key(PROD, "svc-monitor")


def test_the_trail_is_stopped_and_a_snapshot_shared(night):
    stopped = at(night, "02:44:50", "StopLogging")
    started = at(night, "02:55:58", "StartLogging")
    assert stopped["requestParameters"]["name"].endswith(":trail/prod-data-events")
    assert {r["userIdentity"]["userName"] for r in (stopped, started)} == {"svc-monitor"}
    shared = at(night, "02:57:10", "ModifySnapshotAttribute")["requestParameters"]
    assert shared["createVolumePermission"] == {"add": {"items": [{"userId": STRANGER}]}}


def test_the_engineer_on_call_switches_a_key_off(night):
    off = at(night, "09:12:00", "UpdateAccessKey")
    assert off["sourceIPAddress"] == "203.0.113.200"
    assert (off["requestParameters"]["userName"], off["requestParameters"]["status"]) == (
        "svc-monitor",
        "Inactive",
    )


def test_each_innocent_look_alike_is_there(records):
    read = Counter(
        (r["eventTime"][:10], r["userIdentity"]["arn"])
        for r in named(records, "GetSecretValue")
        if "secrets-rotation" in r["userIdentity"]["arn"]
    )
    assert read.most_common(1)[0][1] == 9
    (tagged,) = named(records, "AddTags")
    (stopped,) = [r for r in named(records, "StopLogging") if r["recipientAccountId"] != PROD]
    assert (tagged["eventTime"][11:], stopped["eventTime"][11:]) == ("15:28:00Z", "15:30:00Z")
    assert "Terraform" in stopped["userAgent"]
    (role,) = named(records, "CreateRole")
    assert "/terraform-ci/" in role["userIdentity"]["arn"]
    late = [r for r in named(records, "ConsoleLogin") if r["eventTime"][11:13] == "21"]
    assert {r["sourceIPAddress"] for r in late} == {"203.0.113.200"}


def test_people_sign_in_with_a_second_factor(records):
    verified = named(records, "CredentialVerification")
    assert len(verified) == len(named(records, "ConsoleLogin")) > 200
    assert {r["additionalEventData"]["CredentialType"] for r in verified} == {"WEBAUTHN"}


def test_the_scanner_was_down_for_ten_days_but_one(records):
    days = {r["eventTime"][:10] for r in records if r["eventName"] == "ListAccounts"}
    first = T0.date()
    ago = sorted((first - datetime.fromisoformat(day).date()).days for day in days)
    assert ago == [*range(1, 11), 14, *range(21, 31)]


def test_every_session_was_issued_before_it_spoke_unless_the_log_is_younger(records):
    issued = {}
    for record in records:
        given = (record["responseElements"] or {}).get("credentials")
        if given:
            issued[given["accessKeyId"]] = record["eventTime"]
        key = record["userIdentity"].get("accessKeyId", "")
        if key.startswith("ASIA") and record["eventTime"] > "2026-10-25T15:00:00Z":
            assert issued.get(key, "9") <= record["eventTime"], record


# --- files and digests ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    return write(folder, T0, Named())


def checked(written):
    return verify(
        written.folder, written.folder.parent / "keys.json", written.folder.parent / "signatures.csv"
    )


@pytest.mark.slow
def test_every_digest_and_log_is_proven_and_the_gap_is_named(written):
    verdict = checked(written)
    assert verdict.problems == []
    assert (verdict.digests, len(verdict.proven)) == (written.digests, written.logs) == (13_681, written.logs)
    whole = [("2026-10-25T09:00:00Z", "2026-11-24T09:00:00Z")]
    gap = verdict.spans.pop(("prod-data-events", PROD, "eu-west-1"))
    assert gap == [(whole[0][0], f"{NIGHT}T02:44:50Z"), (f"{NIGHT}T02:55:58Z", whole[0][1])]
    assert {chain[1:] for chain in verdict.spans} == {(a, r) for a, _ in ACCOUNTS for r in REGIONS}
    assert all(spans == whole for spans in verdict.spans.values())


@pytest.fixture(scope="module")
def recent(tmp_path_factory):
    """The last four days: the gap is in them. The slow suite looks at all thirty."""
    return write(tmp_path_factory.mktemp("recent"), T0, Named(), days=4)


def test_the_chains_around_the_gap_are_proven_by_a_stranger(recent):
    written = recent
    verdict = checked(written)
    assert verdict.problems == []
    spans = verdict.spans[("prod-data-events", PROD, "eu-west-1")]
    (_, stopped), (restarted, _) = spans
    assert datetime.fromisoformat(restarted) - datetime.fromisoformat(stopped) == timedelta(
        minutes=11, seconds=8
    )
    assert written.gap == timedelta(minutes=11, seconds=8)


def test_logs_and_digests_lie_where_cloudtrail_puts_them(recent):
    day = (
        recent.folder / "AWSLogs" / "o-marrampay01" / PROD / "CloudTrail" / "eu-west-1" / "2026" / "11" / "21"
    )
    names = sorted(file.name for file in day.iterdir())
    assert names[0].startswith(f"{PROD}_CloudTrail_eu-west-1_20261121T00")
    digests = (
        recent.folder / "data" / "AWSLogs" / PROD / "CloudTrail-Digest" / "eu-west-1" / "2026" / "11" / "21"
    )
    ends = [file.name.split("_")[-1] for file in sorted(digests.iterdir())]
    assert ends[1:6] == [
        "20261121T010000Z.json.gz",
        "20261121T020000Z.json.gz",
        "20261121T024450Z.json.gz",
        "20261121T030000Z.json.gz",
        "20261121T040000Z.json.gz",
    ]


def test_the_last_log_before_the_gap_holds_the_stop_and_the_first_after_it_the_start(recent):
    folder = (
        recent.folder / "data" / "AWSLogs" / PROD / "CloudTrail-Digest" / "eu-west-1" / "2026" / "11" / "21"
    )
    held = []
    for end in ("024450", "030000"):
        (file,) = folder.glob(f"*T{end}Z.json.gz")
        digest = json.loads(gzip.decompress(file.read_bytes()))
        names = set()
        for log in digest["logFiles"]:
            body = gzip.decompress((recent.folder / log["s3Object"]).read_bytes())
            names |= {record["eventName"] for record in json.loads(body)["Records"]}
        held.append(names)
    assert ["StopLogging" in held[0], "StartLogging" in held[1]] == [True, True]


def test_an_altered_log_a_lost_digest_and_a_planted_log_are_found(recent, tmp_path):
    trail = tmp_path / "trail"
    shutil.copytree(recent.folder / "data", trail / "data")
    logs = sorted(trail.rglob("*_CloudTrail_*.json.gz"))
    body = json.loads(gzip.decompress(logs[0].read_bytes()))
    body["Records"][0]["sourceIPAddress"] = "203.0.113.1"
    logs[0].write_bytes(gzip.compress(json.dumps(body).encode()))
    shutil.copy(logs[1], logs[1].with_name(logs[1].name.replace("_", "_x", 1)))
    digests = sorted(trail.rglob("*_CloudTrail-Digest_*.json.gz"))
    digests[5].unlink()
    beside = recent.folder.parent
    found = verify(trail, beside / "keys.json", beside / "signatures.csv").problems
    assert {problem.partition(":")[0] for problem in found if not problem.startswith("hole")} == {
        "altered",
        "chain",
        "unlisted or altered",
    }


def test_each_region_has_a_key_of_2048_bits_of_its_own():
    assert {key.modulus.bit_length() for key in KEYS.values()} == {2048}
    assert len({key.fingerprint for key in KEYS.values()}) == len(REGIONS)


def test_openssl_accepts_the_keys_and_their_signatures():
    hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes")
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    for key in KEYS.values():
        public = load_der_public_key(base64.b64decode(key.value))
        public.verify(key.sign(b"a digest"), b"a digest", padding.PKCS1v15(), hashes.SHA256())


def test_the_finding_of_guardduty_is_about_the_stolen_credential(recent, night):
    finding = json.loads((recent.folder.parent / "guardduty.json").read_bytes())
    first = at(night, "02:11:07", "GetCallerIdentity")
    assert finding["Type"] == "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS"
    assert finding["Resource"]["AccessKeyDetails"]["AccessKeyId"] == first["userIdentity"]["accessKeyId"]
    assert finding["Service"]["EventFirstSeen"] == first["eventTime"]
