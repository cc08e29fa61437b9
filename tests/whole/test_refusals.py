"""Each call that a row names, lost in turn in each of five ways: nothing turns PASS, nothing vanishes, gaps say why.

The world is collected once and each loss laid over it (`lost.py`); what collections with that loss record is shown to
be the same, here for one call of every sort and in the slow tests for every call in every way.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import cycle

import pytest
from msgspec.structs import replace

from stormproof.collect.call import Call
from stormproof.collect.permissions import permission_of
from stormproof.collect.rows import rows
from stormproof.errors import CredentialsError
from stormproof.model.answer import Answer, NotAsked, Reason
from stormproof.model.finding import Status
from stormproof.model.snapshot import Facts, Snapshot
from stormproof.rules.check import Check
from stormproof.rules.needs import needs
from stormproof.rules.registry import checks
from stormproof.testing import FAILURES
from stormproof.testing.rehearsal import SampleAws
from whole.healthy import HealthyAws, Outcome, collected, outcome, reads
from whole.lost import BY_NAME, GIVERS, below, can_be_laid_over, depth, lose, names_under, variant_of

REASONS = {
    "denied": {"denied"},
    "throttled": {"throttled", "deadline"},
    "broken": {"failed"},
    "silent": {"deadline"},
    "garbage": {"unreadable"},
}
"""Why there is no answer, by fault: what is throttled again and again may run out of its time."""

WHO = "sts:GetCallerIdentity"
NAMES = sorted({row.name for row in rows()} - {WHO})
NEEDS = {check.id: needs([check]) for check in checks()}
NEEDED = frozenset[tuple[str, str]]().union(*NEEDS.values())
EVERYTHING = frozenset((row.name, row.kind) for row in rows())
OF_SERVICE = {
    row.service: frozenset(pair for pair in EVERYTHING if pair[0].startswith(f"{row.service}:"))
    for row in rows()
}
COVERED_BY = {name: {row.covered_by for row in BY_NAME[name] if row.covered_by} for name in NAMES}
SPARED = {(row.name, Reason.NOT_NEEDED) for row in rows() if row.only_if}
JUDGES: dict[str, tuple[Check, ...]] = {}
"""By name of a call: the checks that read it, or what cannot be asked without it."""

for _name in NAMES:
    _gone = {_name, *(name for name, _ in below(_name)), *names_under(_name)}
    JUDGES[_name] = tuple(check for check in checks() if _gone & {name for name, _ in NEEDS[check.id]})
READ = [name for name in NAMES if JUDGES[name]]
LAID_OVER = [name for name in NAMES if can_be_laid_over(name)]
OTHERS = cycle(sorted(set(FAILURES) - {"denied"}))
LOSSES = [(name, fault) for name in READ for fault in ("denied", next(OTHERS))]
WAYS = [(name, fault) for name in NAMES for fault in FAILURES]
WAVES = sorted({depth(name) for name in NAMES})


def traits(row: Call) -> Iterator[str]:
    """What the engine treats in a way of its own."""
    sort = f"{'lists' if row.gives else 'asks'} at depth {depth(row.name)}"
    yield f"{sort}, {row.place}"
    yield f"{row.decode} in {sort}"
    yield f"hook {row.hook}"
    yield f"limited by {row.limiter}"
    yield from (
        f"{word} of what {sort}" for word in ("batch", "each", "label", "region") if getattr(row, word)
    )
    yield from (word for word in ("absent", "empty", "only_if", "settings", "opt_in") if getattr(row, word))


def one_of_every_sort() -> list[str]:
    """Calls that have all traits between them; what checks read comes first."""
    seen: set[str] = set()
    found = []
    for name in sorted(LAID_OVER, key=lambda name: not JUDGES[name]):
        own = {trait for row in BY_NAME[name] for trait in traits(row)}
        if own - seen:
            found.append(name)
            seen |= own
    return found


SORTS = one_of_every_sort()
STEADY = ("denied", "broken", "silent", "garbage")
"""Faults that always end for the same reason, however many calls wait for one another."""

SAMPLE = list(zip(SORTS, cycle(STEADY), strict=False))
WIDER = NEEDED | {(row.name, row.kind) for name in SORTS for row in BY_NAME[name]}


@pytest.fixture(scope="module")
def aws() -> HealthyAws:
    return HealthyAws()


@pytest.fixture(scope="module")
def whole(aws, tmp_path_factory):
    """The snapshot in which all is answered that was asked."""
    with ExitStack() as stores:

        @functools.cache
        def at_peace(needed: frozenset[tuple[str, str]] = NEEDED) -> Snapshot:
            return stores.enter_context(collected(tmp_path_factory.mktemp("whole"), aws, needed))

        yield at_peace


@pytest.fixture(scope="module")
def sick(tmp_path_factory) -> Iterator[Snapshot]:
    """A snapshot of an account that nobody has put right: members have the first value that AWS knows."""
    with collected(tmp_path_factory.mktemp("sick"), SampleAws(), NEEDED) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def sick_verdicts(sick) -> Outcome:
    return outcome(sick)


@pytest.fixture(scope="module")
def sick_read(sick):
    return reads(sick)


@pytest.fixture(scope="module")
def read(whole):
    """What each check read about each thing, where all was answered."""
    return reads(whole())


@pytest.fixture(scope="module")
def undisturbed(aws, whole, tmp_path_factory):
    """The verdicts where all is answered, or all but what stands in for the call that is lost."""

    @functools.cache
    def judged(*missing: str) -> Outcome:
        if not missing:
            return outcome(whole())
        failing = dict.fromkeys(missing, FAILURES["denied"])
        with collected(tmp_path_factory.mktemp("undisturbed"), aws, NEEDED, failing) as snapshot:
            return outcome(snapshot)

    return judged


@pytest.fixture
def really_without(aws, tmp_path):
    """A collection in which calls are lost; what is only asked because another was lost, loses that one too."""
    with ExitStack() as stores:

        def collect(lost: Mapping[str, str], *, needed: frozenset[tuple[str, str]]) -> Snapshot:
            bulk = {other for name in lost for other in COVERED_BY[name]}
            failing = {
                name: FAILURES[fault] for name, fault in (dict.fromkeys(bulk, "denied") | lost).items()
            }
            return stores.enter_context(collected(tmp_path, aws, needed, failing))

        yield collect


def test_the_world_of_this_file_is_healthy_enough_to_lose_something(undisturbed):
    found = undisturbed()
    passing = {check for (check, _), of in found.findings.items() if Status.PASS in {f.status for f in of}}
    never = sorted({check.id for check in checks()} - passing)
    assert len(passing) >= 0.9 * len(checks()), f"nothing passes {', '.join(never)}"
    assert {check for check, _ in found.findings} == {check.id for check in checks()}
    assert found.errors == 0


def test_the_other_world_of_this_file_is_sick_enough_to_be_mended(sick_verdicts):
    failing = {
        finding.check
        for of in sick_verdicts.findings.values()
        for finding in of
        if finding.status is Status.FAIL
    }
    assert len(failing) >= 0.3 * len(checks())


@pytest.mark.parametrize("faults", [("denied",), ("broken", "silent", "garbage")], ids="-".join)
@pytest.mark.parametrize("wave", WAVES)
def test_every_call_that_is_lost_leaves_a_gap_that_says_why(wave, faults, really_without):
    """All calls of one depth are lost at once, for what hangs on one of them is of another depth."""
    lost = dict(zip((name for name in NAMES if depth(name) == wave), cycle(faults), strict=False))
    assert unmarked(lost, really_without(lost, needed=EVERYTHING)) == {}


@pytest.mark.parametrize(("name", "fault"), LOSSES)
def test_a_lost_call_is_unknown_and_never_passes(name, fault, whole, undisturbed, read, really_without):
    laid_over = name in LAID_OVER
    facts = (
        lose(whole(), name, FAILURES[fault], NEEDED)
        if laid_over
        else really_without({name: fault}, needed=NEEDED)
    )
    holds(name, fault, outcome(facts, JUDGES[name]), undisturbed(*COVERED_BY[name]), read)


@pytest.mark.parametrize("name", [name for name in READ if name in LAID_OVER])
def test_a_lost_call_mends_nothing_that_fails(name, sick, sick_verdicts, sick_read):
    holds(
        name,
        "denied",
        outcome(lose(sick, name, FAILURES["denied"], NEEDED), JUDGES[name]),
        sick_verdicts,
        sick_read,
    )


@pytest.mark.parametrize(("name", "fault"), SAMPLE)
def test_a_loss_that_is_laid_over_is_what_a_collection_records(name, fault, whole, really_without):
    laid_over = lose(whole(WIDER), name, FAILURES[fault], WIDER)
    recorded = really_without({name: fault}, needed=WIDER)
    assert_the_same_is_known(laid_over, recorded, whole(WIDER))
    assert outcome(laid_over).findings == outcome(recorded).findings


@pytest.mark.slow
@pytest.mark.parametrize(("name", "fault"), WAYS)
def test_a_call_that_is_lost_in_any_way_is_unknown_and_never_passes(
    name, fault, whole, undisturbed, read, really_without
):
    around = NEEDED | OF_SERVICE[name.partition(":")[0]]
    recorded = really_without({name: fault}, needed=around)
    assert unmarked({name: fault}, recorded) == {}
    holds(name, fault, outcome(recorded), undisturbed(*COVERED_BY[name]), read)
    if name in LAID_OVER and fault in STEADY:
        laid_over = lose(whole(around), name, FAILURES[fault], around)
        assert_the_same_is_known(laid_over, recorded, whole(around))


@pytest.mark.parametrize("fault", FAILURES)
def test_without_knowing_whom_we_are_nothing_is_collected(fault, aws, tmp_path):
    with (
        pytest.raises(CredentialsError, match=r"STS does not say who we are|AWS does not answer"),
        collected(tmp_path, aws, NEEDED, {WHO: FAILURES[fault]}),
    ):
        pass


def test_most_losses_can_be_laid_over():
    assert len(LAID_OVER) > 0.9 * len(NAMES)


def unmarked(lost: Mapping[str, str], recorded: Snapshot) -> dict[str, set[tuple[str, ...]]]:
    """The calls whose log says anything but that they were refused, why, and which permission would help.

    What a row's condition spares is not asked; something must be.
    """
    ended: dict[str, set[tuple[str, ...]]] = {name: set() for name in lost}
    for call in recorded.facts.calls():
        if call.operation in ended and (call.operation, call.reason) not in SPARED:
            ended[call.operation].add((call.state, call.reason, call.permission))
    right = {
        name: {("refused", reason, permission_of(name)) for reason in REASONS[fault]}
        for name, fault in lost.items()
    }
    return {name: found for name, found in ended.items() if not found or found - right[name]}


def assert_the_same_is_known(laid_over: Snapshot, recorded: Snapshot, undisturbed: Snapshot) -> None:
    """Every answer that there was, every list of things, and how each listing ended."""
    ours, theirs = laid_over.facts, recorded.facts
    asked = {(c.subject, c.operation, variant_of(c)) for c in undisturbed.facts.calls() if c.subject}
    for kind, givers in GIVERS.items():
        assert tuple(ours.listed(kind)) == tuple(theirs.listed(kind)), kind
        asked |= {(thing.arn, name, "") for thing in undisturbed.facts.listed(kind) for name in givers}
        for name in givers:
            assert tuple(ours.listings(name, kind)) == tuple(theirs.listings(name, kind)), (name, kind)
    assert answers(ours, asked) == answers(theirs, asked)


def answers(facts: Facts, asked: set[tuple[str, str, str]]) -> dict[tuple[str, str, str], Answer]:
    """What is known of each, but for the moment at which it was asked."""
    found = {about: facts.answer(*about) for about in asked}
    return {
        about: answer if isinstance(answer, NotAsked) else replace(answer, asked_at=None)
        for about, answer in found.items()
    }


def holds(
    name: str,
    fault: str,
    disturbed: Outcome,
    undisturbed: Outcome,
    read: Mapping[tuple[str, str], frozenset[str]],
) -> None:
    judges = {check.id for check in JUDGES[name]}
    assert disturbed.errors == 0
    for about in undisturbed.findings:
        if about[0] in judges:
            assert_nothing_vanished(about, disturbed, undisturbed)
            assert_no_verdict_improved(name, about, disturbed, undisturbed, read)
    for about in disturbed.findings:
        assert_every_new_gap_names_the_call(name, fault, about, disturbed, undisturbed)


def assert_nothing_vanished(about: tuple[str, str], disturbed: Outcome, undisturbed: Outcome) -> None:
    """Where a thing is no longer known, its check says UNKNOWN about the place that it was in."""
    if about in disturbed.findings:
        return
    lost = undisturbed.findings[about][0]
    instead = {
        (f.resource.account, f.resource.region)
        for found in disturbed.findings.values()
        for f in found
        if f.check == lost.check and f.status is Status.UNKNOWN
    }
    assert instead & {(lost.resource.account, lost.resource.region), (lost.resource.account, "global")}


def assert_no_verdict_improved(
    name: str,
    about: tuple[str, str],
    disturbed: Outcome,
    undisturbed: Outcome,
    read: Mapping[tuple[str, str], frozenset[str]],
) -> None:
    before, after = undisturbed.statuses(about), disturbed.statuses(about)
    if Status.PASS not in after:
        assert before != {Status.FAIL} or after <= {Status.FAIL, Status.UNKNOWN}
        return
    assert before == {Status.PASS}
    instead = {row.name for row in rows() if row.covered_by == name} & {n for n, _ in NEEDS[about[0]]}
    assert name not in read.get(about, ()) or instead, f"{about} passes without {name}"


def assert_every_new_gap_names_the_call(
    name: str, fault: str, about: tuple[str, str], disturbed: Outcome, undisturbed: Outcome
) -> None:
    """It names the call that was lost, or a listing below it that the check needs: one that ended with it."""
    named = {name} | {heir for heir, kind in below(name) if (heir, kind) in NEEDS[about[0]]}
    old = [finding.unknown for finding in undisturbed.findings.get(about, ())]
    for finding in disturbed.findings[about]:
        if finding.status is Status.UNKNOWN and finding.unknown not in old:
            assert finding.unknown.reason in REASONS[fault]
            assert finding.unknown.permission == permission_of(name)
            assert finding.unknown.operation in named
            assert finding.unknown.operation in finding.message
            assert permission_of(name) in finding.message
        assert about in undisturbed.findings or finding.status is Status.UNKNOWN
