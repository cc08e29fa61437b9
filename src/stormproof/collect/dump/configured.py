"""Exports of AWS Config: the `configuration` of an item is what a Describe call says of the thing. Best effort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stormproof.collect.call import Call
from stormproof.collect.dump.given import Document, Given, Log
from stormproof.collect.dump.known import Known
from stormproof.collect.dump.shapes import shaped

ITEMS = "configurationItems"
SERVICES = ("AWS::EC2::", "AWS::ElasticLoadBalancingV2::")


def is_export(body: Mapping[str, Any]) -> bool:
    """A list of configuration items, or one of them."""
    return isinstance(body.get(ITEMS), list) or ("resourceType" in body and "configuration" in body)


def answers(document: Document, known: Known, log: Log) -> Iterator[Given]:
    """The items of one kind, account and region are one answer."""
    body = document.body or {}
    items = body[ITEMS] if isinstance(body.get(ITEMS), list) else [body]
    rows = _rows(known)
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for item in items:
        kind = item.get("resourceType") if isinstance(item, Mapping) else None
        held = item.get("configuration") if isinstance(item, Mapping) else None
        if kind not in rows or not isinstance(held, Mapping):
            log.skip(
                document.file,
                f"a configuration item of {str(kind)[:80]}"
                + ("" if kind not in rows else " without its configuration"),
            )
            continue
        account, region = str(item.get("awsAccountId") or ""), str(item.get("awsRegion") or "")
        found[str(kind), account, region].append(held)
    for (kind, account, region), held in sorted(found.items()):
        row = rows[kind]
        hint = replace(
            document.hint, account=account or document.hint.account, region=region or document.hint.region
        )
        shape = known.operations[row.name].output
        whole = shaped(_nested(row.at.split("."), held), shape)
        # An export may be of any part of what AWS Config records, so what it leaves out is not known to be missing.
        yield Given(
            row.name, replace(document, hint=hint), f"{document.pointer}/{ITEMS}", whole, truncated=True
        )


def _rows(known: Known) -> dict[str, Call]:
    """The rows that list things of CloudFormation's types; of two, the first."""
    found: dict[str, Call] = {}
    for rows in known.rows.values():
        for row in rows:
            kind = row.gives.type if row.gives and not row.of else ""
            if kind.startswith(SERVICES) and not row.label:
                found.setdefault(kind, row)
    return found


def _nested(parts: list[str], items: list[Any]) -> Any:
    """`Reservations[].Instances[]` around the items."""
    if not parts:
        return items
    name = parts[0].removesuffix("[]")
    if len(parts) == 1:
        return {name: items}
    below = _nested(parts[1:], items)
    return {name: [below] if parts[0].endswith("[]") else below}
