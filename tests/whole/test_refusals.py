"""Each call that a row names, lost in turn in each of five ways: nothing turns PASS, nothing vanishes, gaps say why."""

from __future__ import annotations

import functools
from itertools import cycle

import pytest

from stormproof.collect.permissions import permission_of
from stormproof.collect.rows import rows
from stormproof.errors import CredentialsError
from stormproof.model.finding import Status
from stormproof.rules.needs import needs
from stormproof.rules.registry import checks
from stormproof.testing import FAILURES
from whole.healthy import HealthyAws, Outcome, outcome

REASONS = {
    "denied": "denied",
    "throttled": "throttled",
    "broken": "failed",
    "silent": "deadline",
    "garbage": "unreadable",
}
WHO = "sts:GetCallerIdentity"
NAMES = sorted({row.name for row in rows()} - {WHO})
OTHERS = cycle(sorted(set(FAILURES) - {"denied"}))
ONE_MORE = list(zip(NAMES, OTHERS, strict=False))
ALL = [(name, fault) for name in NAMES for fault in FAILURES]
REST = sorted(set(ALL) - set(ONE_MORE) - {(name, "denied") for name in NAMES})
NEEDED = needs(checks())
READ = {name for name, _ in NEEDED}
COVERED_BY = {name: {r.covered_by for r in rows() if r.name == name and r.covered_by} for name in NAMES}


@pytest.fixture(scope="module")
def aws() -> HealthyAws:
    return HealthyAws()


@pytest.fixture(scope="module")
def undisturbed(aws, tmp_path_factory):
    """What there is where all is answered, or all but one call."""

    @functools.cache
    def at_peace(missing: str = "") -> Outcome:
        failing = {missing: FAILURES["denied"]} if missing else {}
        return outcome(tmp_path_factory.mktemp("undisturbed"), aws, NEEDED, failing)

    return at_peace


@pytest.fixture
def without(aws, tmp_path):
    """What is left where one call is lost; what is only asked because another was lost, loses that one too.

    What no check reads is asked by itself, to see that its gap is marked.
    """

    def lose(name: str, fault: str) -> Outcome:
        own = frozenset((row.name, row.kind) for row in rows() if row.name == name)
        needed = NEEDED | own if name in READ else own
        failing = {name: FAILURES[fault]} | dict.fromkeys(COVERED_BY[name], FAILURES["denied"])
        return outcome(tmp_path, aws, needed, failing)

    return lose


def test_the_world_of_this_file_is_healthy_enough_to_lose_something(undisturbed):
    whole = undisturbed()
    statuses = [finding.status for found in whole.findings.values() for finding in found]
    assert statuses.count(Status.PASS) * 3 > len(statuses) * 2
    assert Status.FAIL in statuses
    assert {check for check, _ in whole.findings} == {check.id for check in checks()}
    assert whole.errors == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_denied_call_is_unknown_and_never_passes(name, without, undisturbed):
    holds(name, "denied", without(name, "denied"), undisturbed(*COVERED_BY[name]))


@pytest.mark.parametrize(("name", "fault"), ONE_MORE)
def test_a_call_that_is_lost_in_another_way_is_unknown_and_never_passes(name, fault, without, undisturbed):
    holds(name, fault, without(name, fault), undisturbed(*COVERED_BY[name]))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "fault"), REST)
def test_a_call_that_is_lost_in_any_way_is_unknown_and_never_passes(name, fault, without, undisturbed):
    holds(name, fault, without(name, fault), undisturbed(*COVERED_BY[name]))


@pytest.mark.parametrize("fault", FAILURES)
def test_without_knowing_whom_we_are_nothing_is_collected(fault, aws, tmp_path):
    with pytest.raises(CredentialsError, match=r"STS does not say who we are|AWS does not answer"):
        outcome(tmp_path, aws, NEEDED, {WHO: FAILURES[fault]})


def holds(name: str, fault: str, disturbed: Outcome, undisturbed: Outcome) -> None:
    assert disturbed.errors == 0
    assert_the_gap_is_marked(name, fault, disturbed)
    if name in READ:
        for about in undisturbed.findings:
            assert_nothing_vanished(about, disturbed, undisturbed)
            assert_no_verdict_improved(name, about, disturbed, undisturbed)
        for about in disturbed.findings:
            assert_every_new_gap_names_the_call(name, about, disturbed, undisturbed)


def assert_the_gap_is_marked(name: str, fault: str, disturbed: Outcome) -> None:
    ended = {(c.state, c.reason, c.permission) for c in disturbed.calls if c.operation == name}
    assert ended == {("refused", REASONS[fault], permission_of(name))}


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
    name: str, about: tuple[str, str], disturbed: Outcome, undisturbed: Outcome
) -> None:
    before, after = undisturbed.statuses(about), disturbed.statuses(about)
    if Status.PASS not in after:
        assert before != {Status.FAIL} or after <= {Status.FAIL, Status.UNKNOWN}
        return
    assert before == {Status.PASS}
    instead = {row.name for row in rows() if row.covered_by == name} & disturbed.reads[about]
    assert name not in undisturbed.reads[about] or instead, f"{about} passes without {name}"


def listed_below(name: str) -> set[str]:
    """The listings that nobody could ask for where this one was lost: they are lost for its reason."""
    kinds = {row.gives for row in rows() if row.name == name and row.gives}
    below = {row.name for row in rows() if row.gives and row.of in kinds}
    return below.union(*(listed_below(other) for other in below - {name}))


def assert_every_new_gap_names_the_call(
    name: str, about: tuple[str, str], disturbed: Outcome, undisturbed: Outcome
) -> None:
    old = [finding.unknown for finding in undisturbed.findings.get(about, ())]
    for finding in disturbed.findings[about]:
        if finding.status is Status.UNKNOWN and finding.unknown not in old:
            assert finding.unknown.permission == permission_of(name)
            assert finding.unknown.operation in {name, *listed_below(name)}
            assert finding.unknown.operation in finding.message
            assert permission_of(name) in finding.message
        assert about in undisturbed.findings or finding.status is Status.UNKNOWN
