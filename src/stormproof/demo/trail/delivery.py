"""What two trails deliver: files of logs every five minutes, and every hour a signed digest for each chain."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from stormproof.demo.accounts import ACCOUNTS, COPIES, EDGE, MAIN, PROD, REGIONS
from stormproof.demo.trail.intrusion import AGO, DATA_TRAIL, RESTARTED, STOPPED
from stormproof.demo.trail.named import Named, digest
from stormproof.demo.trail.record import DAYS, Journal, Record, moment, stamp
from stormproof.demo.trail.rsa import Key

BUCKET: Final = "marram-trail"
PREFIX: Final = "data"
"""Where the trail of prod delivers, as the recipe says it."""

ORGANISATION_TRAIL: Final = "marram-organisation"
ALGORITHM: Final = "SHA256withRSA"
HASHED: Final = "SHA-256"
WINDOW: Final = timedelta(minutes=5)
HOUR: Final = timedelta(hours=1)
# CloudTrail has other keys in each Region; these numbers begin the search for their primes.
KEYS: Final[Mapping[str, Key]] = {MAIN: Key(24_001), COPIES: Key(18_001), EDGE: Key(14_001)}


@dataclass(frozen=True, slots=True)
class Chain:
    """The digests of one trail for one account and Region, each signed over the one before."""

    trail: str
    account: str
    region: str
    folder: str
    """`[prefix/]AWSLogs/…/ACCOUNT`."""

    spans: tuple[tuple[datetime, datetime], ...]
    """When the trail ran: a chain begins anew with each."""

    def log_key(self, at: datetime) -> str:
        day, compact = _named_by(at)
        unique = digest(self.trail, self.account, self.region, compact)[:16]
        name = f"{self.account}_CloudTrail_{self.region}_{compact[:13]}Z_{unique}.json.gz"
        return f"{self.folder}/CloudTrail/{self.region}/{day}/{name}"

    def digest_key(self, end: datetime) -> str:
        day, compact = _named_by(end)
        name = f"{self.account}_CloudTrail-Digest_{self.region}_{self.trail}_{MAIN}_{compact}.json.gz"
        return f"{self.folder}/CloudTrail-Digest/{self.region}/{day}/{name}"


def _named_by(at: datetime) -> tuple[str, str]:
    """`2026/11/21` and `20261121T024450Z`."""
    text = stamp(at)
    return text[:10].replace("-", "/"), text.replace("-", "").replace(":", "")


@dataclass(frozen=True, slots=True)
class File:
    """One object of the bucket; only digests are signed."""

    key: str
    body: bytes
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class _Log:
    """A delivered file of logs, as its digest lists it."""

    key: str
    at: datetime
    hashed: str
    newest: str
    oldest: str


def files(started: datetime, named: Named, records: Iterable[Record], *, days: int = DAYS) -> Iterator[File]:
    """Everything that lies in the bucket, chain by chain; of the last days alone, if so many are asked for."""
    gap, begins = _gap(started), started - timedelta(days=days)
    sorted_in: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in records:
        account, region = record["recipientAccountId"], record["awsRegion"]
        if moment(record["eventTime"]) < begins:
            continue
        if record["managementEvent"]:
            sorted_in[ORGANISATION_TRAIL, account, region].append(record)
        if _is_of_data_trail(record, account, region) and not gap[0] < moment(record["eventTime"]) < gap[1]:
            sorted_in[DATA_TRAIL, account, region].append(record)
    for chain in chains(started, named, begins):
        yield from _delivered(chain, sorted_in[chain.trail, chain.account, chain.region])


def chains(started: datetime, named: Named, begins: datetime) -> Iterator[Chain]:
    """The organisation's trail in every account and Region; the trail of prod in its own Region, with its gap."""
    for account, _ in ACCOUNTS:
        folder = f"AWSLogs/{named.organization}/{account}"
        for region in REGIONS:
            yield Chain(ORGANISATION_TRAIL, account, region, folder, ((begins, started),))
    stopped, restarted = _gap(started)
    spans = ((begins, stopped), (restarted, started))
    yield Chain(DATA_TRAIL, PROD, MAIN, f"{PREFIX}/AWSLogs/{PROD}", spans)


def public_keys(started: datetime) -> dict[str, Any]:
    """What ListPublicKeys answers, for all three Regions in one list."""
    day = started.replace(hour=0, minute=0, second=0, microsecond=0)
    valid = {
        "ValidityStartTime": stamp(day - timedelta(days=DAYS + 30)),
        "ValidityEndTime": stamp(day + timedelta(days=DAYS)),
    }
    return {
        "PublicKeyList": [
            {"Value": key.value, **valid, "Fingerprint": key.fingerprint} for key in KEYS.values()
        ]
    }


def _gap(started: datetime) -> tuple[datetime, datetime]:
    clock = Journal(started, 0)
    return clock.on(AGO, STOPPED), clock.on(AGO, RESTARTED)


def _is_of_data_trail(record: Record, account: str, region: str) -> bool:
    """Object reads, and what changes something: else the trail's own logs could not hold that it was stopped.

    A trail of one Region records global services only where they are recorded, which is not here.
    """
    here = account == PROD and region == MAIN
    return here and not (record["managementEvent"] and record["readOnly"])


def _delivered(chain: Chain, records: list[Record]) -> Iterator[File]:
    logs: list[_Log] = []
    for at, part in _windows(chain, records):
        body = msgspec.json.encode({"Records": part})
        times = [record["eventTime"] for record in part]
        key = chain.log_key(at)
        logs.append(_Log(key, at, hashlib.sha256(body).hexdigest(), max(times), min(times)))
        yield File(key, zipped(body))
    for begins, ends in chain.spans:
        yield from _digests(chain, begins, ends, [log for log in logs if begins < log.at <= ends])


def _windows(chain: Chain, records: list[Record]) -> Iterator[tuple[datetime, list[Record]]]:
    """Events by the moment of their delivery: five minutes at most after them, and at once when the trail stops."""
    by_time: dict[datetime, list[Record]] = defaultdict(list)
    for record in records:
        at = moment(record["eventTime"])
        end = next(until for since, until in chain.spans if since <= at <= until)
        due = at - timedelta(minutes=at.minute % 5, seconds=at.second) + WINDOW
        by_time[min(due, end)].append(record)
    yield from sorted(by_time.items())


def _digests(chain: Chain, begins: datetime, ends: datetime, logs: list[_Log]) -> Iterator[File]:
    """One an hour, on the hour; the first names no predecessor, and the last ends when the trail does."""
    key = KEYS[chain.region]
    before: dict[str, str | None] = _previous(None, None, None)
    waiting = iter(logs)
    log = next(waiting, None)
    since = begins
    while since < ends:
        until = min(since.replace(minute=0, second=0) + HOUR, ends)
        listed: list[_Log] = []
        while log is not None and log.at <= until:
            listed.append(log)
            log = next(waiting, None)
        made = _digest(chain, key.fingerprint, since, until, before, listed)
        name, hashed = made["digestS3Object"], hashlib.sha256(body := msgspec.json.encode(made)).hexdigest()
        text = f"{stamp(until)}\n{BUCKET}/{name}\n{hashed}\n{made['previousDigestSignature'] or 'null'}"
        signature = key.sign(text.encode()).hex()
        yield File(name, zipped(body), signature)
        before = _previous(name, hashed, signature)
        since = until


def _digest(
    chain: Chain,
    fingerprint: str,
    since: datetime,
    until: datetime,
    before: Mapping[str, str | None],
    logs: list[_Log],
) -> Record:
    return {
        "awsAccountId": chain.account,
        "digestStartTime": stamp(since),
        "digestEndTime": stamp(until),
        "digestS3Bucket": BUCKET,
        "digestS3Object": chain.digest_key(until),
        "digestPublicKeyFingerprint": fingerprint,
        "digestSignatureAlgorithm": ALGORITHM,
        "newestEventTime": max((log.newest for log in logs), default=None),
        "oldestEventTime": min((log.oldest for log in logs), default=None),
        **before,
        "logFiles": [
            {
                "s3Bucket": BUCKET,
                "s3Object": log.key,
                "hashValue": log.hashed,
                "hashAlgorithm": HASHED,
                "newestEventTime": log.newest,
                "oldestEventTime": log.oldest,
            }
            for log in logs
        ],
    }


def _previous(key: str | None, hashed: str | None, signature: str | None) -> dict[str, str | None]:
    return {
        "previousDigestS3Bucket": BUCKET if key else None,
        "previousDigestS3Object": key,
        "previousDigestHashValue": hashed,
        "previousDigestHashAlgorithm": HASHED if key else None,
        "previousDigestSignature": signature,
    }


def zipped(body: bytes) -> bytes:
    """Gzip without a date, quickly; a window of 4 KiB is enough for a few kilobytes, and soon set up."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 16 + (12 if len(body) < 8192 else 15), 5)
    return packer.compress(body) + packer.flush()
