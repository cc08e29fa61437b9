"""What holds for every check: it is its own proof. A new check is tested here by being there."""

from __future__ import annotations

from typing import Any

import pytest

from each import grouped, law_of
from stormproof.model.answer import Absent, NotAsked, Refused
from stormproof.model.finding import Status
from stormproof.model.memory import EPOCH, MemoryFacts
from stormproof.model.resource import root_of
from stormproof.model.snapshot import Listed, Scope, Snapshot
from stormproof.rules.check import Example
from stormproof.rules.evidence import places, resolve
from stormproof.rules.examples import holds, judge, subject_of, world_of
from stormproof.rules.needs import needs, touched
from stormproof.rules.registry import checks, row_of
from stormproof.rules.runner import judge as judge_one
from stormproof.rules.settings import Known, Settings
from stormproof.rules.tracing import traced
from stormproof.rules.verdict import ask
from stormproof.rules.world import World

CHECKS = checks()
NEEDS = {check.id: needs([check]) for check in CHECKS}


def of_examples(status: Status | None = None) -> Any:
    """A law about each example, or those with this verdict: a test for each check."""
    return law_of(
        grouped(
            (check.id, f"example {n}", (check, example))
            for check in CHECKS
            for n, example in enumerate(check.examples)
            if status in (None, example.status)
        )
    )


every_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
every_example = of_examples()
every_passing_example = of_examples(Status.PASS)


@every_example
def test_an_example_has_the_verdict_that_it_states(check, example):
    found = judge(check, example)
    assert holds(example, found), [(f.status, f.message, f.unknown) for f in found]


@every_example
def test_an_example_is_no_error_of_the_check(check, example):
    assert not [f.unknown.error for f in judge(check, example) if f.unknown and f.unknown.reason == "error"]


@every_example
def test_evidence_of_a_problem_leads_to_something(check, example):
    world, facts = traced(world_of(check, example))
    plain = subject_of(check, example)
    subject = type(plain)(plain.arn, plain.account, plain.region, facts)
    for problem in ask(check, subject, world).problems:
        for place in places(subject, problem):
            gone = isinstance(place.answer(), NotAsked | Refused)
            assert not gone, f"{place.operation} about {place.resource.arn} was not answered"
            there = isinstance(place.answer(), Absent) or place.evidence().value is not None
            assert there or _member_not_sent(place), place.pointer


@every_check
def test_what_a_check_reads_in_its_neighbours_examples_is_among_its_needs(check):
    """The needs come from a check's own examples: they must walk every branch that reads.

    Facts of which the check needs none are to it like no facts at all.
    """
    known = NEEDS[check.id]
    assert touched(check, Example(Status.UNKNOWN, {})) <= known
    for other in (e for c in CHECKS if c.kind is check.kind for e in c.examples):
        if given(other, check) & known or (other.settings, other.known) != (Settings(), Known()):
            assert touched(check, other) <= known


def given(example, check):
    """(operation, kind) of what an example tells, and of the listings of its things."""
    about = [((example.kind or check.kind), example.answers), *((o.kind, o.answers) for o in example.others)]
    told = {(name.partition("@")[0], kind.kind) for kind, answers in about for name in answers}
    return told | {(root_of(kind), kind.kind) for kind, _ in about}


@every_example
def test_what_a_refusal_makes_a_check_read_is_among_its_needs(check, example):
    known = NEEDS[check.id]
    for need in known:
        assert touched(check, example, frozenset([need])) <= known


@every_passing_example
def test_a_refused_answer_never_passes_and_proves_no_fault(check, example):
    """From facts that PASS, less knowledge gives UNKNOWN: it can prove neither health nor a fault."""
    for need in touched(check, example):
        found = judge(check, example, frozenset([need]))
        assert {f.status for f in found} == {Status.UNKNOWN}, (need, [(f.status, f.message) for f in found])
        (unknown,) = found
        assert need[0] in (unknown.unknown.operation, unknown.unknown.permission), unknown.unknown
        assert unknown.unknown.permission in unknown.message


@every_example
def test_a_refused_answer_never_turns_into_a_pass(check, example):
    for need in touched(check, example):
        assert Status.PASS not in {f.status for f in judge(check, example, frozenset([need]))}, need


@every_check
def test_a_thing_about_which_nothing_was_answered_is_unknown(check):
    subject = subject_of(check, check.examples[0])
    row = Listed(str(subject.arn), subject.account, subject.region)
    facts = MemoryFacts({}, {check.kind.kind: [row]})
    world = World(Snapshot("nothing", "", EPOCH, EPOCH, Scope(), facts))
    assert [f.status for f in judge_one(world, [check], subject)] == [Status.UNKNOWN]


@every_check
def test_a_check_has_a_passing_and_a_failing_example(check):
    statuses = [e.status for e in check.examples]
    assert Status.PASS in statuses
    assert Status.FAIL in statuses


@pytest.mark.parametrize("check", [c for c in checks() if row_of(c.id)], ids=lambda c: c.id)
def test_title_severity_aliases_and_objectives_are_those_of_the_catalogue(check):
    row = row_of(check.id)
    assert check.title == row.title
    assert check.severity is row.severity
    assert set(check.aliases) == set(row.aliases)
    assert check.objectives == row.objectives


@every_check
def test_documentation_says_why_and_what_to_do(check):
    assert check.why
    assert check.fix
    assert len(check.why) > len(check.title) // 2
    assert check.title[0].isupper()


@every_check
def test_messages_complete_a_sentence_about_the_thing(check):
    for example in check.examples:
        for finding in judge(check, example):
            assert "\n" not in finding.message
            assert not finding.message.endswith(".")


@every_check
def test_problems_narrow_only_to_aliases_of_the_check(check):
    for example in check.examples:
        subject = subject_of(check, example)
        world, facts = traced(world_of(check, example))
        thing = type(subject)(subject.arn, subject.account, subject.region, facts)
        named = {a for problem in ask(check, thing, world).problems for a in problem.aliases or ()}
        assert named <= set(check.aliases)


def _member_not_sent(place):
    """The problem is that AWS did not send the member, where the absence has a documented meaning."""
    return resolve(place.item(), place.pointer.rpartition("/")[0])[1] is not None
