"""Saves the answers of a collection as the AWS CLI would print them, one file an answer."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stormproof.collect.dump.given import Code
from stormproof.collect.dump.importing import Imported, Options, read, record
from stormproof.collect.models import models
from stormproof.collect.paging import paging
from stormproof.collect.transport import CallFailedError, speaker
from stormproof.model.answer import Absent, Answer, Refused, Value
from stormproof.testing.recorder import MemoryRecorder

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", "eu-west-1"
TAKEN = dt.datetime(2026, 11, 24, 13, 50, tzinfo=dt.UTC)
VPC = {"VpcId": "vpc-1", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/16", "IsDefault": False}
SUBNET = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/24"}
BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/web/1"
TARGETS = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/web/2"
TABLE = "tgw-rtb-1"
OURS = frozenset(
    {
        "sts:AssumeRole",
        "organizations:ListAccountsForParent",
        "iam:GenerateCredentialReport",
    }
)
TOKENS = ("NextToken", "nextToken", "Marker", "NextMarker", "ContinuationToken")


@dataclass
class Saved:
    """One answer, or what was said instead."""

    account: str
    region: str
    name: str
    params: dict[str, Any]
    answer: dict[str, Any] = field(default_factory=dict)


class Saving:
    """A transport that keeps what comes back from the one behind."""

    def __init__(self, behind, caller="") -> None:
        self.behind = behind
        self.caller = caller
        self.saved: dict[str, Saved] = {}

    def answer(self, service, region, operation, params):
        name, account = f"{service}:{operation}", speaker().account or self.caller
        try:
            answered = self.behind.answer(service, region, operation, params)
        except CallFailedError as failure:
            said = {"Code": failure.code, "Message": failure.message}
            self._keep(account, region, name, params, {"Error": said})
            raise
        said = {k: v for k, v in answered.parsed.items() if k != "ResponseMetadata"}
        self._keep(account, region, name, params, said)
        return answered

    def close(self) -> None:
        self.behind.close()

    def _keep(self, account, region, name, params, said) -> None:
        if name in OURS or not account:
            return
        how = paging(models(), name)
        asked = {k: v for k, v in params.items() if k not in how.inputs and k not in TOKENS}
        is_page = asked != params
        key = json.dumps([account, region, name, asked], sort_keys=True, default=str)
        one = self.saved.setdefault(key, Saved(account, region, name, asked))
        for member, value in printed(said).items():
            if member in TOKENS or member in how.outputs or member == how.more:
                continue
            before = one.answer.get(member)
            one.answer[member] = [*before, *value] if isinstance(before, list) and is_page else value


def printed(value: Any) -> Any:
    """As the AWS CLI prints it: times as ISO text, bytes in base64."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {k: printed(v) for k, v in value.items()}
    return [printed(v) for v in value] if isinstance(value, list | tuple) else value


def in_places(one: Saved, n: int) -> str:
    service, _, operation = one.name.partition(":")
    return f"{one.account}/{one.region}/{service}.{operation}.{n}.json"


def write(
    folder: Path,
    saved: list[Saved],
    named: Callable[[Saved, int], str] = in_places,
    *,
    asking: Callable[[Saved], bool] = lambda one: bool(one.params),
) -> None:
    """One file an answer, with the question beside it where that is needed."""
    for n, one in enumerate(saved):
        file = folder / named(one, n)
        file.parent.mkdir(parents=True, exist_ok=True)
        body = {"Request": one.params, **one.answer} if asking(one) else one.answer
        file.write_text(json.dumps(body))


def imported(folder: Path, **options) -> tuple[Imported, MemoryRecorder]:
    recorder = MemoryRecorder()
    return record(read(folder, Options(**{"taken_at": TAKEN, **options})), recorder), recorder


def put(folder: Path, **bodies) -> Path:
    """Files by their names without `.json`; `__` is a slash, text is written as it is."""
    for name, body in bodies.items():
        file = folder / (name.replace("__", "/") + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body if isinstance(body, str) else json.dumps(body))
    return folder


def hashes(recorder: MemoryRecorder) -> dict:
    return {key: _said(item.answer) for key, item in recorder.items.items()}


def _said(answer: Answer) -> object:
    match answer:
        case Value():
            return answer.hash
        case Absent():
            return answer.code
        case Refused():
            return (answer.reason, answer.permission, answer.code)
    return None


def listed(recorder: MemoryRecorder, operation: str) -> set[str]:
    return {key[0].rpartition("/")[2] for key in recorder.items if key[1] == operation}


def codes(done: Imported) -> list[tuple[Code, str]]:
    return [(p.code, p.file) for p in done.problems]
