"""Typed views against botocore's models: a member that AWS does not have is never sent, and would read as absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from each import grouped, law_of
from stormproof.collect.call import Call
from stormproof.collect.models import Models
from stormproof.collect.rows import rows
from stormproof.model.resource import KINDS, Facet
from stormproof.model.shape import Shape

MODELS = Models()
DECODED = frozenset({"json", "csv"})
"""What a row decodes is a document of its own: botocore knows it as text."""

DOCUMENTS = frozenset({"policyDocumentType"})
"""Texts that botocore itself decodes."""


def facets() -> Iterator[tuple[str, str, tuple[Facet, Call]]]:
    known = {(row.name, row.kind): row for row in rows()}
    for kind in KINDS.values():
        for name, facet in vars(kind).items():
            row = known.get((facet.operation, kind.kind)) if isinstance(facet, Facet) else None
            if row and row.decode not in DECODED:
                yield row.service, f"{kind.kind}.{name}", (facet, row)


def strays(view: msgspec.inspect.Type, shape: Any, path: str) -> Iterator[str]:
    """Members of a view that the answer cannot have."""
    match view:
        case msgspec.inspect.StructType(cls=cls, fields=members) if issubclass(cls, Shape):
            if shape.type_name == "map" or shape.name in DOCUMENTS:
                return
            if shape.type_name != "structure":
                yield f"{path}: AWS sends a {shape.type_name}"
                return
            for member in members:
                if member.encode_name not in shape.members:
                    yield f"{path}/{member.encode_name}: AWS has no such member"
                    continue
                yield from strays(
                    member.type, shape.members[member.encode_name], f"{path}/{member.encode_name}"
                )
        case msgspec.inspect.VarTupleType(item_type=item):
            if shape.type_name != "list":
                yield f"{path}: AWS sends a {shape.type_name}, not a list"
                return
            yield from strays(item, shape.member, f"{path}/*")
        case msgspec.inspect.UnionType(types=types):
            for one in types:
                if (
                    not isinstance(one, msgspec.inspect.NoneType | msgspec.inspect.DictType)
                    or shape.type_name == "map"
                ):
                    yield from strays(one, shape, path)


@law_of(grouped(facets()))
def test_a_view_names_only_what_aws_sends(facet, row):
    shape = MODELS.shape_at(row.name, row.at)
    if (row.gives or row.batch) and "[]" not in row.at and shape.type_name == "list":
        shape = shape.member
    assert list(strays(msgspec.inspect.type_info(facet.shape), shape, row.name)) == []
