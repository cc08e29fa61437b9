"""An AWS made up from the models of its own interface, for rehearsals: every row finds something to ask about.

with Store.open(folder) as store:
    recording = store.begin(Scope(), version="0", started_at=EPOCH)
    snapshot = rehearse(recording, failing={"s3:GetBucketPolicy": denied}).snapshot
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collected, Collection
from stormproof.collect.engine import collect
from stormproof.collect.memory import Asked, MemoryTransport
from stormproof.collect.models import models
from stormproof.collect.paging import paging
from stormproof.collect.rows import rows
from stormproof.collect.templates import COMPARISON, PLACE, fill
from stormproof.collect.transport import CallFailedError, Fault

if TYPE_CHECKING:
    from stormproof.collect.call import Call
    from stormproof.collect.carried import Carried
    from stormproof.model.recording import Recorder

ACCOUNT = "111122223333"
REGION = "us-east-1"
WHEN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
DEEPEST = 7
POLICY = '{"Version": "2012-10-17", "Statement": []}'

Failure = Callable[[], CallFailedError]


def denied() -> CallFailedError:
    """AWS says no."""
    return CallFailedError("AccessDenied", "User is not authorized to perform this", status=403)


def throttled() -> CallFailedError:
    """AWS says: slower, whatever one does."""
    return CallFailedError("ThrottlingException", "Rate exceeded", status=400)


def broken() -> CallFailedError:
    """AWS fails by itself."""
    return CallFailedError("InternalError", "We encountered an internal error", status=500)


def silent() -> CallFailedError:
    """Nothing comes back in time."""
    return CallFailedError(Fault.READ, "Read timeout")


def garbage() -> CallFailedError:
    """What comes back is not the protocol's."""
    return CallFailedError(Fault.UNREADABLE, "no JSON: truncated", status=200)


FAILURES: Mapping[str, Failure] = {
    "denied": denied,
    "throttled": throttled,
    "broken": broken,
    "silent": silent,
    "garbage": garbage,
}
"""The five ways in which an operation can be lost, each for good."""


def rehearse(
    recorder: Recorder,
    *,
    failing: Mapping[str, Failure] | None = None,
    what: Collection | None = None,
    watch: Callable[[Asked], None] | None = None,
    at: dt.datetime | None = None,
    carried: Carried | None = None,
) -> Collected:
    """A whole collection of the made-up account, at no cost of time, with some operations failing; `at` is now."""
    transport = MemoryTransport(sample_aws(), failing=failing, watch=watch)
    asked = what or Collection(access_key="made-up", secret_key="made-up", workers=2, thorough=True)
    clock = InstantClock(at) if at else InstantClock()
    return collect(asked, recorder, transport=transport, clock=clock, carried=carried)


@functools.cache
def sample_aws() -> SampleAws:
    """One for the process: it always says the same."""
    return SampleAws()


class SampleAws:
    """Answers every operation by its output shape, with one of everything; each answer fits the rows that read it."""

    def __init__(self) -> None:
        self._models = models()
        self._by_name: dict[str, list[Call]] = {}
        for row in rows():
            self._by_name.setdefault(row.name, []).append(row)
        self._made: dict[tuple[str, str, str], Mapping[str, Any]] = {}
        self._arns = {row.arn[1:-1] for row in rows() if PLACE.fullmatch(row.arn)}
        self._conditions = [(row, COMPARISON.fullmatch(row.only_if)) for row in rows() if row.only_if]

    def __call__(self, asked: Asked) -> Mapping[str, Any]:
        match asked.name:
            case "sts:GetCallerIdentity":
                account = asked.account or ACCOUNT
                return {
                    "Account": account,
                    "Arn": f"arn:aws:iam::{account}:user/rehearsal",
                    "UserId": "rehearsal",
                }
            case "ec2:DescribeRegions":
                return {"Regions": [{"RegionName": REGION, "OptInStatus": "opt-in-not-required"}]}
            case "organizations:DescribeOrganization":
                return {"Organization": {"Id": "o-rehearsal", "MasterAccountId": ACCOUNT}}
        key = (asked.account, asked.region, asked.name)
        if any(row.batch for row in self._by_name.get(asked.name, ())):
            return self._sample(asked)
        if key not in self._made:
            self._made[key] = self._sample(asked)
        return self._made[key]

    def _sample(self, asked: Asked) -> Mapping[str, Any]:
        operation = self._models.operation(asked.name)
        answer = self._shape(operation.output_shape, "", asked, 0) if operation.output_shape else {}
        how = paging(self._models, asked.name)
        for path in (*how.outputs, how.more):
            _forget(answer, path)
        for row in self._by_name.get(asked.name, ()):
            self._fit(row, answer, asked)
        return answer

    def _shape(self, shape: Any, name: str, asked: Asked, depth: int, within: str = "") -> Any:
        match shape.type_name:
            case "structure" if depth < DEEPEST:
                return {
                    m: self._shape(inner, m, asked, depth + 1, within) for m, inner in shape.members.items()
                }
            case "list":
                return [self._shape(shape.member, name, asked, depth + 1, name)] if depth < DEEPEST else []
            case "map":
                return (
                    {"key": self._shape(shape.value, name, asked, depth + 1, within)}
                    if depth < DEEPEST
                    else {}
                )
            case "structure":
                return {}
        return self._leaf(shape, name, asked, within)

    def _leaf(self, shape: Any, name: str, asked: Asked, within: str) -> Any:
        match shape.type_name:
            case "boolean":
                return False
            case "timestamp":
                return WHEN
            case "blob":
                return b"sample"
            case "integer" | "long":
                return int(shape.metadata.get("min", 1))
            case "float" | "double":
                return 1.5
        if name in self._arns or name.lower().endswith("arn"):
            return f"arn:aws:{asked.name.partition(':')[0]}:{asked.region}:{asked.account}:{within.lower()}/{name.lower()}"
        if "region" in name.lower():
            return asked.region
        return (
            shape.enum[0]
            if shape.enum
            else ACCOUNT
            if "owner" in name.lower()
            else f"sample-{within.lower()}-{name.lower()}"
        )

    def _fit(self, row: Call, answer: Any, asked: Asked) -> None:
        """What the models don't say: embedded documents, and the values that conditions of child rows wait for."""
        if row.decode:
            text = (
                f"user,arn\nann,arn:aws:iam::{asked.account}:user/ann\n".encode()
                if row.decode == "csv"
                else POLICY
            )
            _put(answer, row.at, text)
        if row.arn == "{item}":
            word = row.kind.partition(":")[2]
            _put(
                answer, row.at, [f"arn:aws:{row.service}:{asked.region}:{asked.account}:{word}/within/sample"]
            )
        if row.batch:
            first = next(value for value in asked.params.values() if isinstance(value, list))[0]
            _put(answer, f"{row.at}.{row.match}", first)
        for child, found in self._conditions:
            if found and row.gives and child.of is row.gives and found[2] == "==":
                _put(
                    answer,
                    f"{row.at}.{found[1]}" if row.at else found[1],
                    _plain(fill(found[3], {"account": asked.account})),
                )


def _plain(text: str) -> Any:
    bare = text.strip("'\"")
    return {"true": True, "false": False}.get(bare, bare)


def _put(answer: Any, path: str, value: Any) -> None:
    name, _, rest = path.partition(".")
    name = name.removesuffix("[]")
    for one in answer if isinstance(answer, list) else [answer]:
        if not rest:
            one[name] = value
        elif name in one:
            _put(one[name], rest, value)


def _forget(answer: Any, path: str) -> None:
    *way, last = path.split(".")
    for part in way:
        answer = answer.get(part, {}) if isinstance(answer, dict) else {}
    if isinstance(answer, dict):
        answer.pop(last, None)
