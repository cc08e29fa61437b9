"""A made-up account with one of everything, in the state that the checks' own passing examples describe."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stormproof.collect import Collection, collect
from stormproof.collect.call import Call
from stormproof.collect.clock import InstantClock
from stormproof.collect.memory import Asked, MemoryTransport
from stormproof.collect.rows import rows
from stormproof.model.finding import Finding, Status
from stormproof.model.snapshot import Scope, Snapshot
from stormproof.rules.check import Check
from stormproof.rules.registry import checks
from stormproof.rules.runner import Judged, run
from stormproof.rules.world import World
from stormproof.store import Store
from stormproof.testing.rehearsal import Failure, SampleAws

START = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
REPORT = "iam:GetCredentialReport"
NAMES = ("Name", "Id", "UserName", "RoleName", "GroupName", "PolicyName", "BucketName")


class HealthyAws:
    """The rehearsed AWS, its items overlaid by the bodies of passing examples; each request is made up once."""

    def __init__(self) -> None:
        self._sample = SampleAws()
        self._said: dict[tuple[str, str, str, str], bytes] = {}
        self._overlays = dict[tuple[str, str, str], Any]()
        for check in checks():
            for kind, name, body in _passing(check):
                operation, _, variant = name.partition("@")
                key = (kind, operation, variant)
                self._overlays[key] = _over(self._overlays.get(key), body)

    def __call__(self, asked: Asked) -> Mapping[str, Any]:
        key = (asked.account, asked.region, asked.name, repr(sorted(asked.params.items())))
        if key not in self._said:
            self._said[key] = pickle.dumps(self._answer(asked))
        found: Mapping[str, Any] = pickle.loads(self._said[key])
        return found

    def _answer(self, asked: Asked) -> Mapping[str, Any]:
        if asked.name == REPORT:
            return {"Content": self._report(asked.account), "ReportFormat": "text/csv"}
        answer = dict(self._sample(asked))
        for row in rows():
            if row.name != asked.name:
                continue
            variants = [each for each in row.each if each in asked.params.values()] or [row.label, ""]
            for variant in variants:
                body = self._overlays.get((row.kind, row.name, variant))
                if isinstance(body, dict | list):
                    _lay(answer, row, row.at, body)
            if row.service == "iam" and row.arn == "{Arn}":
                word = row.kind.partition(":")[2]
                _lay(answer, row, row.at, {"Arn": f"arn:aws:iam::{asked.account}:{word}/sample"})
        return answer

    def _report(self, account: str) -> bytes:
        """The credential report: a row of the root user, and one of the user."""
        people = {"root": self._overlays["aws:account", REPORT, ""]}
        people["user/sample"] = self._overlays["iam:user", REPORT, ""]
        told = [body | {"arn": f"arn:aws:iam::{account}:{name}"} for name, body in people.items()]
        columns = sorted({column for row in told for column in row})
        lines = [columns, *([str(row.get(c, "N/A")) for c in columns] for row in told)]
        return "\n".join(",".join(line) for line in lines).encode()


def _passing(check: Check) -> Iterator[tuple[str, str, Any]]:
    for example in check.examples:
        if example.status is Status.PASS:
            kind = (example.kind or check.kind).kind
            yield from ((kind, name, body) for name, body in example.answers.items())
            for other in example.others:
                yield from ((other.kind.kind, name, body) for name, body in other.answers.items())


def _over(below: Any, above: Any) -> Any:
    """Members of the upper one win; what names a thing stays, so that references still fit."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    kept = {name for name in NAMES if name in below}
    return below | {name: _over(below.get(name), body) for name, body in above.items() if name not in kept}


def _lay(answer: Any, row: Call, at: str, body: Any) -> None:
    """Puts a body over what lies at `at`: over each item of a list, for a row that lists."""
    name, _, rest = at.partition(".")
    name = name.removesuffix("[]")
    if not at:
        answer.update(_over(dict(answer), body))
    elif rest:
        inner = answer.get(name)
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                _lay(one, row, rest, body)
    elif row.decode == "json":
        answer[name] = json.dumps(body)
    elif row.decode:
        return
    elif isinstance(answer.get(name), list) and isinstance(body, dict):
        answer[name] = [_over(item, body) if isinstance(item, dict) else item for item in answer[name]]
    else:
        answer[name] = _over(answer.get(name), body)


def collected(
    folder: Path, aws: Callable[[Asked], Mapping[str, Any]], failing: Mapping[str, Failure] | None = None
) -> tuple[Snapshot, Judged]:
    """One collection of the account over the in-memory transport, on a clock that jumps, judged by every check."""
    with Store.open(folder) as store:
        recording = store.begin(Scope(), version="0", started_at=START)
        what = Collection(access_key="made-up", secret_key="made-up", workers=2, thorough=True)
        transport = MemoryTransport(aws, failing=failing)
        snapshot = collect(what, recording, transport=transport, clock=InstantClock()).snapshot
        return snapshot, run(World(snapshot), checks())


def about(finding: Finding) -> tuple[str, str]:
    """The check and the thing."""
    return finding.check, finding.resource.arn
