"""Examples become worlds: the smallest facts that decide, in an account 111122223333 that lies in eu-west-1.

Every listing is answered, of kinds that nobody gave too (there are none of them), so that `world.all` works. An answer
that no example gives was *not asked*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stormproof.model.account import Account, AccountRegion, account_arn, region_arn
from stormproof.model.answer import Absent, Answer, NotAsked, Reason, Refused
from stormproof.model.arn import Arn
from stormproof.model.finding import Finding, Status
from stormproof.model.memory import EPOCH, MemoryFacts, value
from stormproof.model.resource import GLOBAL, KINDS, Resource, root_of
from stormproof.model.snapshot import AccountScope, Listed, Listing, RegionScope, Scope, Snapshot
from stormproof.rules.check import Check, Example, Given
from stormproof.rules.runner import judge as judge_one
from stormproof.rules.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stormproof.model.snapshot import CallRecord
    from stormproof.rules.check import Body

ACCOUNT = "111122223333"
REGION = "eu-west-1"
WITHOUT_REGION = ("iam", "organizations", "account", "cloudfront", "route53")
"""Services whose things live in no region."""

Calls = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ExampleFacts:
    """The facts of an example. `withheld` (operation, kind) are refused; `kinds` says of which kinds an ARN is."""

    memory: MemoryFacts
    kinds: Mapping[str, tuple[str, ...]]
    places: tuple[tuple[str, str], ...]
    gaps: Mapping[str, tuple[Listing, ...]] = field(default_factory=dict)
    withheld: Calls = frozenset()

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer."""
        if any((operation, kind) in self.withheld for kind in self.kinds.get(arn, ())):
            return refusal(operation)
        return self.memory.answer(arn, operation, variant)

    def listed(self, kind: str) -> Iterable[Listed]:
        """All things of a kind."""
        return self.memory.listed(kind)

    def listings(self, operation: str, kind: str) -> Iterable[Listing]:
        """How the listing of a kind ended."""
        if (operation, kind) in self.withheld:
            return tuple(Listing(account, region, refusal(operation)) for account, region in self._due(kind))
        gaps = self.gaps.get(kind, ())
        missing = {(row.account, row.region) for row in gaps}
        answered = (Listing(*place, None) for place in self._due(kind) if place not in missing)
        return tuple(sorted((*answered, *gaps), key=lambda row: (row.account, row.region)))

    def calls(self) -> Iterator[CallRecord]:
        """The coverage log: examples have none."""
        return self.memory.calls()

    def _due(self, kind: str) -> Iterable[tuple[str, str]]:
        return dict.fromkeys((account, _region(kind, region)) for account, region in self.places)


def refusal(operation: str) -> Refused:
    """What AWS says to one who may not ask."""
    return Refused(Reason.DENIED, operation, "AccessDenied", "", EPOCH)


def judge(check: Check, example: Example, withheld: Calls = frozenset()) -> tuple[Finding, ...]:
    """The findings of a check about the subject of an example, some calls refused."""
    return judge_one(world_of(check, example, withheld), (check,), subject_of(check, example))


def holds(example: Example, found: tuple[Finding, ...]) -> bool:
    """Whether the verdict is the one that the example states."""
    statuses = {f.status for f in found}
    if example.severity and example.severity not in {f.severity for f in found if f.status is example.status}:
        return False
    return example.status in statuses if example.status is Status.FAIL else statuses == {example.status}


def subject_of(check: Check, example: Example) -> Resource:
    """The thing that an example speaks of."""
    given = _subject(check, example)
    return given.kind(
        _arn(given), given.account or ACCOUNT, _region(given.kind.kind, given.region or REGION), _Nothing()
    )


def world_of(check: Check, example: Example, withheld: Calls = frozenset()) -> World:
    """The world of an example."""
    return world_over(facts_of(check, example, withheld), example)


def world_over(facts: ExampleFacts, example: Example) -> World:
    """A world of these facts, with the settings of an example."""
    return World(_snapshot(facts), example.settings, example.known)


def facts_of(check: Check, example: Example, withheld: Calls = frozenset()) -> ExampleFacts:
    """The facts of an example."""
    subject = _subject(check, example)
    givens = (subject, *example.others)
    places = tuple(
        dict.fromkeys([(ACCOUNT, REGION), *((g.account or ACCOUNT, g.region or REGION) for g in givens)])
    )
    there = (subject, *(g for g in example.others if _gap(g) is None), *_scope(places))
    things: dict[str, dict[str, Listed]] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    answers: dict[tuple[str, str, str], Answer] = {}
    for given in there:
        row = Listed(
            str(_arn(given)), given.account or ACCOUNT, _region(given.kind.kind, given.region or REGION)
        )
        things.setdefault(given.kind.kind, {}).setdefault(row.arn, row)
        kinds[row.arn] = tuple(dict.fromkeys((*kinds.get(row.arn, ()), given.kind.kind)))
        answers |= {(row.arn, *_key(name)): _answer(body) for name, body in given.answers.items()}
    return ExampleFacts(
        MemoryFacts(
            answers, {kind: rows.values() for kind, rows in things.items() if not _hidden(kind, withheld)}
        ),
        kinds,
        places,
        _gaps(example.others),
        withheld,
    )


class _Nothing:
    """A thing without answers; the runner gives it those of its world."""

    def answer(self, _arn: str, _operation: str, _variant: str = "") -> Answer:
        return NotAsked()


def _subject(check: Check, example: Example) -> Given:
    return Given(example.kind or check.kind, example.answers, name=example.name, arn=example.arn)


def _scope(places: tuple[tuple[str, str], ...]) -> Iterator[Given]:
    for account, region in places:
        yield Given(Account, {}, account=account, region=region)
        yield Given(AccountRegion, {}, account=account, region=region)


def _hidden(kind: str, withheld: Calls) -> bool:
    """Things whose listing is refused are not known."""
    return (root_of(KINDS[kind]), kind) in withheld


def _gap(given: Given) -> Refused | NotAsked | None:
    """Why there is no listing of a kind, where a given says that it was not answered."""
    answer = given.answers.get(root_of(given.kind) or "")
    return answer if isinstance(answer, Refused | NotAsked) else None


def _gaps(givens: Iterable[Given]) -> dict[str, tuple[Listing, ...]]:
    found: dict[str, tuple[Listing, ...]] = {}
    for given in givens:
        if gap := _gap(given):
            kind = given.kind.kind
            row = Listing(given.account or ACCOUNT, _region(kind, given.region or REGION), gap)
            found[kind] = (*found.get(kind, ()), row)
    return found


def _arn(given: Given) -> Arn:
    """The ARN given, else one that is made: of a bucket, an account and a region as AWS writes it, else by pattern."""
    account, region = given.account or ACCOUNT, given.region or REGION
    if given.arn:
        return Arn.parse(given.arn)
    service, _, word = given.kind.kind.partition(":")
    match given.kind.kind:
        case Account.kind:
            return account_arn(account)
        case AccountRegion.kind:
            return region_arn(account, region)
        case "s3:bucket":
            return Arn("aws", "s3", "", "", given.name)
    return Arn("aws", service, "" if service in WITHOUT_REGION else region, account, f"{word}/{given.name}")


def _region(kind: str, region: str) -> str:
    return GLOBAL if kind == Account.kind or kind.partition(":")[0] in WITHOUT_REGION else region


def _key(name: str) -> tuple[str, str]:
    operation, _, variant = name.partition("@")
    return operation, variant


def _answer(body: Body) -> Answer:
    return body if isinstance(body, Absent | Refused | NotAsked) else value(body)


def _snapshot(facts: ExampleFacts) -> Snapshot:
    places = facts.places
    accounts = tuple(AccountScope(account) for account in dict.fromkeys(account for account, _ in places))
    scope = Scope(accounts=accounts, regions=tuple(RegionScope(*place) for place in places))
    return Snapshot("example", "", EPOCH, EPOCH, scope, facts)
