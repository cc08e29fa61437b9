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
    things = {(f.resource.account, f.resource.region, f.resource.arn) for f in findings}
    counted = Counter((account, region) for account, region, _ in things)
    return names_by(scope, ((*place, count) for place, count in counted.items()))


def names_by(scope: Scope, counts: Iterable[tuple[str, str, int]]) -> Names:
    """Names by a scope and how many things each region of each account has."""
    used = Counter(a.name for a in scope.accounts if a.name)
    regions: dict[str, dict[str, int]] = defaultdict(dict)
    for account, region, count in counts:
        if region != GLOBAL:
            regions[account][region] = count
    return Names(
        {a.id: a.name for a in scope.accounts if a.name and used[a.name] == 1},
        {account: _most(counted) for account, counted in regions.items()},
    )


def _most(counted: Mapping[str, int]) -> str:
    return min(counted, key=lambda region: (-counted[region], region))
