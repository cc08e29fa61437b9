"""All rows: the tables of `calls/`, found by folder; and what the engine itself asks beside them."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from stormproof.collect import calls
from stormproof.collect.call import GLOBAL, Call
from stormproof.collect.hooks import ASKS, PREPARED
from stormproof.model.account import Account
from stormproof.model.resource import TAGGING

REGIONS = Call("ec2:DescribeRegions", of=Account, at="Regions", send={"AllRegions": True}, place=GLOBAL)
"""Which regions of an account are enabled: asked first, and recorded as a fact about the account."""

DISCOVERY: tuple[Call, ...] = (
    REGIONS,
    Call("account:ListRegions", place=GLOBAL),
    Call("sts:GetCallerIdentity", place=GLOBAL),
    Call("sts:AssumeRole", place=GLOBAL),
    Call("organizations:DescribeOrganization", place=GLOBAL),
    Call("organizations:ListAccounts", place=GLOBAL),
    Call("organizations:ListRoots", place=GLOBAL),
    Call("organizations:ListAccountsForParent", place=GLOBAL),
    Call("organizations:ListOrganizationalUnitsForParent", place=GLOBAL),
)
"""Whom we are and what there is to look at."""

PROBES: tuple[Call, ...] = (
    Call("ec2:DescribeNetworkInterfaces", at="NetworkInterfaces", send={"MaxResults": 5}),
    Call(
        "ec2:DescribeVpcs",
        at="Vpcs",
        send={"MaxResults": 5, "Filters": [{"Name": "is-default", "Values": ["false"]}]},
    ),
    Call("ec2:DescribeVolumes", at="Volumes", send={"MaxResults": 5}),
    Call("lambda:ListFunctions", at="Functions", send={"MaxItems": 1}),
    Call("kms:ListAliases", at="Aliases", send={"Limit": 100}),
    Call("logs:DescribeLogGroups", at="logGroups", send={"limit": 1}),
    Call("cloudformation:DescribeStacks", at="Stacks"),
    Call(TAGGING, at="ResourceTagMappingList", send={"ResourcesPerPage": 100}),
)
"""The eight questions that tell a quiet region: anything there, and everything is asked."""


@functools.cache
def rows() -> tuple[Call, ...]:
    """Every row, in the order of the modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(calls.__path__))
    found: list[Call] = []
    for name in names:
        found += getattr(importlib.import_module(f"{calls.__name__}.{name}"), "CALLS", ())
    return tuple(found)


def rows_for(needs: frozenset[tuple[str, str]] | None) -> tuple[Call, ...]:
    """The rows behind (operation, kind) pairs, those that list their parents, and tags if they are among them.

    Rows that read content are never among *all*: they are asked by name.
    """
    if needs is None:
        return tuple(row for row in rows() if not row.opt_in)
    names = {name for name, _ in needs}
    # An answer about many things (a child row with an `arn`) serves every kind of thing that it names.
    chosen = [(row.name, row.kind) in needs or (row.name in names and _spreads(row)) for row in rows()]
    while True:
        parents = {row.of for row, taken in zip(rows(), chosen, strict=True) if taken and row.of}
        bulk = {row.covered_by for row, taken in zip(rows(), chosen, strict=True) if taken and row.covered_by}
        more = [
            taken or row.gives in parents or row.name in bulk
            for row, taken in zip(rows(), chosen, strict=True)
        ]
        if more == chosen:
            return tuple(row for row, taken in zip(rows(), chosen, strict=True) if taken)
        chosen = more


def _spreads(row: Call) -> bool:
    return bool(row.arn) and not row.gives


def own_calls(chosen: tuple[Call, ...]) -> tuple[Call, ...]:
    """What the engine asks beside the chosen rows: discovery, probes, orders and hooks."""
    named = {row.name for row in chosen}
    orders = [Call(way.operation, place=GLOBAL) for name, way in PREPARED.items() if name in named]
    hooked = [Call(name, place=GLOBAL) for row in chosen for name in ASKS.get(row.hook, ())]
    return (*DISCOVERY, *PROBES, *orders, *hooked)
