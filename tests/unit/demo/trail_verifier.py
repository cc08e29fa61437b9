"""A verifier of trails, small and slow: what AWS documents about digests, step by step, with `pow` for RSA.

It shares no code with what wrote the trail.
"""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass
class Verdict:
    """What was wrong, which logs are proven, and the signed spans of each chain."""

    problems: list[str] = field(default_factory=list)
    proven: set[str] = field(default_factory=set)
    spans: dict[tuple[str, str, str], list[tuple[str, str]]] = field(default_factory=dict)
    digests: int = 0


def verify(trail: Path, keys: Path, signatures: Path) -> Verdict:
    public = {one["Fingerprint"]: one for one in json.loads(keys.read_bytes())["PublicKeyList"]}
    with signatures.open(newline="") as lines:
        signed = {row["key"]: row["signature"] for row in csv.DictReader(lines)}
    verdict = Verdict()
    by_chain: dict[tuple[str, str, str], list[Path]] = {}
    for file in sorted(trail.rglob("*_CloudTrail-Digest_*.json.gz")):
        account, _, region, name, _, _ = file.name.split("_")
        by_chain.setdefault((name, account, region), []).append(file)
    for chain, files in by_chain.items():
        _chain(verdict, chain, files, trail, public, signed)
    for file in trail.rglob("*_CloudTrail_*.json.gz"):
        if file.relative_to(trail).as_posix() not in verdict.proven:
            verdict.problems.append(f"unlisted or altered: {file.name}")
    return verdict


def _chain(verdict, chain, files, trail, public, signed) -> None:
    before = None
    for file in files:
        verdict.digests += 1
        key = file.relative_to(trail).as_posix()
        body = gzip.decompress(file.read_bytes())
        said = json.loads(body)
        if said["digestS3Object"] != key:
            verdict.problems.append(f"moved: {key}")
        if not _is_signed(said, body, key, public, signed):
            verdict.problems.append(f"signature: {key}")
        starts = said["previousDigestSignature"] is None
        if starts and any(said[name] is not None for name in said if name.startswith("previousDigest")):
            verdict.problems.append(f"half a start: {key}")
        if not starts:
            _follows(verdict, said, before, key, signed)
        if starts or before is None:
            verdict.spans.setdefault(chain, []).append((said["digestStartTime"], said["digestEndTime"]))
        else:
            first, last = verdict.spans[chain].pop()
            if last != said["digestStartTime"]:
                verdict.problems.append(f"hole before {key}")
            verdict.spans[chain].append((first, said["digestEndTime"]))
        _logs(verdict, said, trail, key)
        before = (key, hashlib.sha256(body).hexdigest())


def _follows(verdict, said, before, key, signed) -> None:
    expected = (before and before[0], before and before[1], before and signed.get(before[0]))
    got = (said["previousDigestS3Object"], said["previousDigestHashValue"], said["previousDigestSignature"])
    if got != expected or said["previousDigestHashAlgorithm"] != "SHA-256":
        verdict.problems.append(f"chain: {key}")


def _is_signed(said, body, key, public, signed) -> bool:
    owner = public.get(said["digestPublicKeyFingerprint"])
    if owner is None or said["digestSignatureAlgorithm"] != "SHA256withRSA":
        return False
    if not owner["ValidityStartTime"] <= said["digestStartTime"] <= owner["ValidityEndTime"]:
        return False
    lines = (
        said["digestEndTime"],
        f"{said['digestS3Bucket']}/{key}",
        hashlib.sha256(body).hexdigest(),
        said["previousDigestSignature"] or "null",
    )
    modulus, exponent = _rsa(base64.b64decode(owner["Value"]))
    size = (modulus.bit_length() + 7) // 8
    opened = pow(int(signed.get(key, "0"), 16), exponent, modulus).to_bytes(size, "big")
    hashed = SHA256 + hashlib.sha256("\n".join(lines).encode()).digest()
    return opened == b"\x00\x01" + b"\xff" * (size - len(hashed) - 3) + b"\x00" + hashed


def _rsa(der: bytes) -> tuple[int, int]:
    """SEQUENCE { INTEGER modulus, INTEGER exponent }."""

    def content(at: int) -> tuple[bytes, int]:
        length, at = der[at + 1], at + 2
        if length & 0x80:
            width = length & 0x7F
            length, at = int.from_bytes(der[at : at + width], "big"), at + width
        return der[at : at + length], at + length

    inside, _ = content(0)
    start = len(der) - len(inside)
    modulus, after = content(start)
    exponent, _ = content(after)
    return int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")


def _logs(verdict, said, trail, key) -> None:
    for log in said["logFiles"]:
        file = trail / log["s3Object"]
        if not file.is_file():
            verdict.problems.append(f"missing: {log['s3Object']}")
            continue
        body = gzip.decompress(file.read_bytes())
        times = [record["eventTime"] for record in json.loads(body)["Records"]]
        right = hashlib.sha256(body).hexdigest() == log["hashValue"] and log["hashAlgorithm"] == "SHA-256"
        if not right or not log["oldestEventTime"] <= min(times) <= max(times) <= log["newestEventTime"]:
            verdict.problems.append(f"altered: {log['s3Object']}")
            continue
        verdict.proven.add(log["s3Object"])
    listed = said["logFiles"]
    ends = (
        max((log["newestEventTime"] for log in listed), default=None),
        min((log["oldestEventTime"] for log in listed), default=None),
    )
    if (said["newestEventTime"], said["oldestEventTime"]) != ends:
        verdict.problems.append(f"times: {key}")
