"""The operations whose answers are known: those of the rows, by the members of botocore's shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stormproof.collect.call import GLOBAL, Call
from stormproof.collect.dump.names import squeezed
from stormproof.collect.dump.shapes import members
from stormproof.collect.paging import BrokenPagingError, paging
from stormproof.collect.rows import REGIONS
from stormproof.collect.templates import names_in
from stormproof.model.account import Account

if TYPE_CHECKING:
    from stormproof.collect.models import Models

STEP = "[]"
LIST_REGIONS = Call("account:ListRegions", of=Account, at="Regions", place=GLOBAL)
ALIASES: tuple[tuple[str, str, str], ...] = (
    ("managedprefixlists", "ec2:DescribeManagedPrefixLists", "PrefixLists"),
    ("restapis", "apigateway:GetRestApis", "items"),
    ("vpclinks", "apigateway:GetVpcLinks", "items"),
    ("vpclinks", "apigatewayv2:GetVpcLinks", "Items"),
)
"""Clearer names than AWS's own, for folders that were put together by hand: name, operation, its member."""

OF_THE_PLACE = frozenset({"account", "region", "partition"})
LEFT = frozenset({"nexttoken", "nextmarker", "nextpagetoken"})
TOKENS = LEFT | {"marker", "istruncated", "paginationtoken", "lastevaluatedkey", "position"}
ALWAYS = frozenset({"responsemetadata", "request"})


@dataclass(frozen=True, slots=True)
class Operation:
    """What identifies an answer of one operation.

    `main` are the members that tell it (those that rows lead to; all of them for a row that takes the whole answer),
    `inner` stands for what may lie at the top without the list around it (`Instances` of `Reservations[].Instances`).
    """

    name: str
    output: Any
    names: Mapping[str, str]
    main: Mapping[str, str]
    inner: Mapping[str, str]
    inputs: Mapping[str, str]
    tokens: frozenset[str]
    whole: bool

    def has(self, member: str) -> bool:
        """A squeezed name is a member of the answer, or of the request."""
        return member in self.names or member in self.inner or member in self.inputs


class Known:
    """All operations by name, and by the members of their answers."""

    def __init__(self, rows: Iterable[Call], models: Models) -> None:
        self.models = models
        self.rows: dict[str, list[Call]] = {}
        self.asked = tuple(rows)
        named = {row.name for row in self.asked}
        for row in (*self.asked, *(own for own in (REGIONS, LIST_REGIONS) if own.name not in named)):
            if models.operation(row.name).output_shape is not None:
                self.rows.setdefault(row.name, []).append(row)
        self.operations = {name: self._operation(name) for name in self.rows}
        self.by_member: dict[str, list[Operation]] = {}
        for operation in self.operations.values():
            for member in {*operation.main, *operation.inner}:
                self.by_member.setdefault(member, []).append(operation)

    def is_truncated(self, operation: str, answer: Mapping[str, Any]) -> bool:
        """A token is left: more pages were there."""
        if any(squeezed(str(name)) in LEFT and value for name, value in answer.items()):
            return True
        try:
            return paging(self.models, operation).next_token(answer) is not None
        except BrokenPagingError:
            return True

    def _operation(self, name: str) -> Operation:
        model, how = self.models.operation(name), paging(self.models, name)
        rows, output = self.rows[name], model.output_shape
        starts = [row.at.split(".") for row in rows if row.at]
        whole = any(not row.at for row in rows)
        top = {parts[0].removesuffix(STEP) for parts in starts}
        inner = {
            squeezed(parts[1].removesuffix(STEP)): parts[0].removesuffix(STEP)
            for parts in starts
            if len(parts) > 1 and parts[0].endswith(STEP)
        }
        names = members(output)
        tokens = TOKENS | {squeezed(path) for path in (*how.outputs, how.more) if squeezed(path) in names}
        main = {s: own for s, own in names.items() if s not in tokens and (whole or own in top)}
        clearer = {alias: own for alias, operation, own in ALIASES if operation == name}
        names, main = names | clearer, main | clearer
        inputs = members(model.input_shape) if model.input_shape else {}
        return Operation(name, output, names, main, inner, inputs, frozenset(tokens), whole)


def varying(row: Call) -> dict[str, Any]:
    """The request members that tell one question of a row from another."""
    return {name: template for name, template in row.send.items() if names_in(template) - OF_THE_PLACE}
