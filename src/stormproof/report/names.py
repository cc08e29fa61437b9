"""Short names for people: `prod:role/checkout-web`, with a region only if it is not the account's main one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from stormproof.model.finding import Finding, Subject
from stormproof.model.resource import GLOBAL
from stormproof.model.snapshot import Scope


@dataclass(frozen=True, slots=True)
class Names:
    """Names of accounts, and the region where most of an account's things live."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    main: Mapping[str, str] = field(default_factory=dict)

    def account(self, number: str) -> str:
        """The account's name, else its number."""
        return self.accounts.get(number, number)

    def short(self, subject: Subject) -> str:
        """The short name of a thing."""
        account = self.account(subject.account)
        if subject.short == "account":
            return f"{account}:account"
        thing = subject.short or subject.name
        if (
            subject.region in (GLOBAL, "", self.main.get(subject.account))
            or thing == f"region/{subject.region}"
        ):
            return f"{account}:{thing}"
        return f"{account}:{subject.region}:{thing}"


def names(scope: Scope, findings: Iterable[Finding]) -> Names:
    """Names by a scope and the findings in it; two accounts of one name keep their numbers."""
    used = Counter(a.name for a in scope.accounts if a.name)
    regions: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for f in findings:
        if f.resource.region != GLOBAL:
            regions[f.resource.account].add((f.resource.region, f.resource.arn))
    return Names(
        {a.id: a.name for a in scope.accounts if a.name and used[a.name] == 1},
        {account: _most(region for region, _ in things) for account, things in regions.items()},
    )


def _most(regions: Iterable[str]) -> str:
    counted = Counter(regions)
    return min(counted, key=lambda region: (-counted[region], region))
