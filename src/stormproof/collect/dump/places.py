"""Which account and region an answer is of: folders and file name, then options, then what the answer itself says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stormproof.collect.dump.given import UNKNOWN, Given
from stormproof.collect.dump.names import is_region
from stormproof.collect.templates import pick
from stormproof.model.arn import ACCOUNT, Arn
from stormproof.model.resource import GLOBAL

ZONE = re.compile(r"([a-z]{2,3}(?:-[a-z]+){1,2}-\d{1,2})[a-z]")
SAMPLE = 200
AWS = "aws"
OWNERS = ("OwnerId", "Account")
SAYS_REGION = ("LocationConstraint",)


def place(
    given: list[Given], at: Mapping[str, tuple[str, ...]], account: str | None, region: str | None
) -> None:
    """Gives each answer its account and region; those of one folder that say nothing follow the others of it."""
    told = [(one, _told(one, at.get(one.operation, ()))) for one in given]
    for one, (_, _) in told:
        one.account = one.document.hint.account or account or ""
        one.region = one.document.hint.region or region or ""
    for one, (accounts, regions) in told:
        one.account = one.account or _most(accounts)
        one.region = one.region or _most(regions)
    for name in ("account", "region"):
        for whose in (_folder, _account_folder):
            known: dict[str, set[str]] = {}
            for one in given:
                known.setdefault(whose(one), set()).add(getattr(one, name))
            for one in given:
                near = known[whose(one)] - {""}
                if not getattr(one, name) and len(near) == 1:
                    setattr(one, name, next(iter(near)))
        for one in given:
            setattr(one, name, getattr(one, name) or UNKNOWN)


def partition_of(given: Iterable[Given]) -> str:
    """The partition of the ARNs, or of the regions."""
    found = Counter(arn.partition for one in given for arn in _arns(one.answer) if arn.account != AWS)
    if found:
        return min(found, key=lambda name: (-found[name], name))
    regions = {one.region for one in given}
    return (
        "aws-cn"
        if any(r.startswith("cn-") for r in regions)
        else "aws-us-gov"
        if any(r.startswith("us-gov-") for r in regions)
        else "aws"
    )


def _told(one: Given, at: tuple[str, ...]) -> tuple[Counter[str], Counter[str]]:
    accounts: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    for thing in _things(one.answer, at):
        for name, value in thing.items():
            if not isinstance(value, str):
                continue
            if name in OWNERS and ACCOUNT.fullmatch(value):
                accounts[value] += 1
            elif name == "AvailabilityZone" and (zone := ZONE.fullmatch(value)):
                regions[zone[1]] += 1
            elif name.lower().endswith("arn") and (arn := _arn(value)):
                accounts[arn.account] += bool(ACCOUNT.fullmatch(arn.account))
                regions[arn.region] += is_region(arn.region)
    for value in (*one.subjects, *(v for v in one.request.values() if isinstance(v, str))):
        if arn := _arn(value):
            accounts[arn.account] += bool(ACCOUNT.fullmatch(arn.account))
            regions[arn.region] += is_region(arn.region)
    return +accounts, +regions


def _things(answer: Mapping[str, Any], at: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    yield answer
    for path in at:
        found = pick(answer, path)
        for thing in found[:SAMPLE] if isinstance(found, list) else (found,):
            if isinstance(thing, Mapping):
                yield thing
            elif isinstance(thing, str):
                yield {"Arn": thing}


def _arns(answer: Mapping[str, Any]) -> Iterator[Arn]:
    for value in answer.values():
        for thing in value[:SAMPLE] if isinstance(value, list) else (value,):
            for leaf in thing.values() if isinstance(thing, Mapping) else (thing,):
                if isinstance(leaf, str) and (arn := _arn(leaf)):
                    yield arn


def _arn(text: str) -> Arn | None:
    try:
        return Arn.parse(text) if text.startswith("arn:") else None
    except ValueError:
        return None


def _most(found: Counter[str]) -> str:
    """The one that is said most often; none if two are."""
    best = [name for name, n in found.most_common(2) if n == max(found.values())]
    return best[0] if len(best) == 1 else ""


def _folder(one: Given) -> str:
    return one.file.rpartition("/")[0]


def _account_folder(one: Given) -> str:
    """The folder without those for regions: what lies in `prod/eu-west-1` and in `prod/global` is of one account."""
    return "/".join(part for part in _folder(one).split("/") if part != GLOBAL and not is_region(part))
