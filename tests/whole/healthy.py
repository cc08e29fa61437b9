"""A made-up account with one of everything, in the state that the checks' own passing examples describe."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stormproof.collect import Collection, collect
from stormproof.collect.call import Call
from stormproof.collect.clock import InstantClock
from stormproof.collect.memory import Asked, MemoryTransport, Responder
from stormproof.collect.rows import rows
from stormproof.model.finding import Finding, Status
from stormproof.model.snapshot import Scope, Snapshot
from stormproof.rules.check import Check
from stormproof.rules.registry import checks
from stormproof.rules.runner import Judged, run
from stormproof.rules.settings import Settings
from stormproof.rules.tracing import traced
from stormproof.rules.verdict import ask
from stormproof.rules.world import World, once
from stormproof.store import Store
from stormproof.testing.rehearsal import Failure, SampleAws
from whole.at_peace import put_right

START = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
REPORT = "iam:GetCredentialReport"
KEY = {"access_key_1_last_rotated": "2026-11-01T00:00:00+00:00", "access_key_1_last_used_date": "N/A"}
CONDITIONS = {row.only_if.partition(" ")[0].strip("{}") for row in rows() if row.only_if}
"""Members that decide whether a thing is asked about: the rehearsed AWS has them so that it is."""
KEPT = {"Name", "Id", "UserName", "RoleName", "GroupName", "PolicyName", "BucketName"} | CONDITIONS


TRUE = Settings(contacts_confirmed=START.date(), incident_plan_confirmed=START.date())
"""What somebody has looked at and confirmed."""


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
                self._overlays[key] = _over(self._overlays.get(key), _as_sent(body))

    def __call__(self, asked: Asked) -> Mapping[str, Any]:
        key = (asked.account, asked.region, asked.name, repr(sorted(asked.params.items())))
        if key not in self._said:
            self._said[key] = pickle.dumps(self._answer(asked))
        found: Mapping[str, Any] = pickle.loads(self._said[key])
        return found

    def _answer(self, asked: Asked) -> Mapping[str, Any]:
        if asked.name == REPORT:
            return {"Content": self._report(asked.account), "ReportFormat": "text/csv"}
        if asked.name == "account:ListRegions":
            return {"Regions": [{"RegionName": asked.region, "RegionOptStatus": "ENABLED_BY_DEFAULT"}]}
        answer = dict(self._sample(asked))
        _write_policies(answer)
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
        put_right(asked.name, answer)
        return answer

    def _report(self, account: str) -> bytes:
        """The credential report: a row of the root user, and one of the user."""
        people = {"root": self._overlays["aws:account", REPORT, ""]}
        people["user/sample"] = self._overlays["iam:user", REPORT, ""] | KEY
        told = [body | {"arn": f"arn:aws:iam::{account}:{name}"} for name, body in people.items()]
        columns = sorted({column for row in told for column in row})
        lines = [columns, *([str(row.get(c, "false")) for c in columns] for row in told)]
        return "\n".join(",".join(line) for line in lines).encode()


def _passing(check: Check) -> Iterator[tuple[str, str, Any]]:
    for example in check.examples:
        if example.status is Status.PASS:
            kind = (example.kind or check.kind).kind
            yield from ((kind, name, body) for name, body in example.answers.items())
            for other in example.others:
                yield from ((other.kind.kind, name, body) for name, body in other.answers.items())


def _as_sent(body: Any) -> Any:
    """Examples hold what is stored: AWS sends a text where a value was hidden."""
    match body:
        case {"redacted": _, "length": int(length)}:
            return "x" * length
        case dict():
            return {name: _as_sent(value) for name, value in body.items()}
        case list():
            return [_as_sent(value) for value in body]
    return body


def _over(below: Any, above: Any) -> Any:
    """Members of the upper one win; what names a thing stays, so that references still fit."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    kept = KEPT & below.keys()
    return below | {name: _over(below.get(name), body) for name, body in above.items() if name not in kept}


def _write_policies(answer: Any) -> None:
    """IAM's documents are no text where botocore has parsed them."""
    for name, value in list(answer.items()) if isinstance(answer, dict) else enumerate(answer):
        if isinstance(value, dict | list):
            _write_policies(value)
        elif str(name).endswith("PolicyDocument") or name == "Document":
            answer[name] = {"Version": "2012-10-17", "Statement": []}


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
    elif isinstance(answer.get(name), list):
        bodies = [body] if isinstance(body, dict) else [one for one in body if isinstance(one, dict)]
        answer[name] = [_over(answer[name][0], one) for one in bodies] or answer[name]
    else:
        answer[name] = _over(answer.get(name), body)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one collection gave: verdicts by check and thing, and how often a check failed."""

    findings: Mapping[tuple[str, str], tuple[Finding, ...]]
    errors: int

    def statuses(self, about: tuple[str, str]) -> frozenset[Status]:
        """All verdicts about one thing by one check."""
        return frozenset(finding.status for finding in self.findings.get(about, ()))


@contextmanager
def collected(
    folder: Path,
    aws: Responder,
    needed: frozenset[tuple[str, str]],
    failing: Mapping[str, Failure] | None = None,
) -> Iterator[Snapshot]:
    """One collection over the in-memory transport, on a clock that jumps."""
    what = Collection(access_key="made-up", secret_key="made-up", workers=2, thorough=True, needs=needed)
    with Store.open(folder) as store:
        recording = store.begin(Scope(), version="0", started_at=START)
        transport = MemoryTransport(aws, failing=failing)
        yield collect(what, recording, transport=transport, clock=InstantClock()).snapshot


def outcome(snapshot: Snapshot, judges: Sequence[Check] | None = None) -> Outcome:
    """A snapshot judged by these checks, or by every one."""
    judged = run(World(snapshot, TRUE), checks() if judges is None else judges)
    return Outcome(_by_thing(judged), judged.errors)


def _by_thing(judged: Judged) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
    found: dict[tuple[str, str], tuple[Finding, ...]] = {}
    for finding in judged.findings:
        about = (finding.check, finding.resource.arn)
        found[about] = (*found.get(about, ()), finding)
    return found


def reads(snapshot: Snapshot) -> Mapping[tuple[str, str], frozenset[str]]:
    """The operations whose answers a check read about a thing, by both."""
    world, facts = traced(World(snapshot, TRUE))
    found = {}
    for check in checks():
        for kind in check.kinds:
            for row in once(snapshot.facts.listed(kind.kind), snapshot.scope):
                facts.forget()
                plain = world.make(kind, row)
                ask(check, type(plain)(plain.arn, plain.account, plain.region, facts), world)
                answered = {name for _, name, _ in facts.answers}
                found[check.id, row.arn] = frozenset(answered | {name for name, _ in facts.roots})
    return found
