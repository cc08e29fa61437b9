"""What differs between two answers: a change of a fact, and the edits inside one body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from stormproof.model.answer import Answer
from stormproof.model.canonical import canonical


class Change(msgspec.Struct, frozen=True):
    """One answer about one thing that differs between two snapshots; None is no answer at all.

    `names` says that the answer is how a listing named the thing: then None is *not named*, and it is certain only
    if the listing of that side was `whole`.
    """

    arn: str
    account: str
    region: str
    kind: str
    operation: str
    variant: str
    before: Answer | None
    after: Answer | None
    names: bool = False
    whole: bool = True


class Unseen(msgspec.Struct, frozen=True):
    """A listing that only one of two snapshots holds: nothing about it can be compared. `seen`: before or after."""

    account: str
    region: str
    operation: str
    seen: str


class Edit(msgspec.Struct, frozen=True):
    """One place in a body: a JSON pointer (RFC 6901) into the newer body, or the older where it is gone."""

    pointer: str
    before: Any = None
    after: Any = None


# Members that name an element of a list, the most telling first.
NAMES = ("Arn", "Id", "Sid", "Name", "Key", "PolicyName", "PolicyArn", "RuleNumber", "CidrIp", "CidrIpv6")


def edits(before: Any, after: Any, pointer: str = "") -> Iterator[Edit]:
    """Where two bodies differ, in the order of the members. The order of a list is no difference: AWS promises none.

    >>> [*edits({"a": 1, "b": [1, 2]}, {"a": 2, "b": [2, 1, 3]})]
    [Edit(pointer='/a', before=1, after=2), Edit(pointer='/b/2', before=None, after=3)]
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted({*before, *after}):
            at = f"{pointer}/{_escaped(name)}"
            if name not in before or name not in after:
                yield Edit(at, before.get(name), after.get(name))
            else:
                yield from edits(before[name], after[name], at)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _elements(before, after, pointer)
    elif type(before) is not type(after) or before != after:
        yield Edit(pointer, before, after)


def _elements(before: Sequence[Any], after: Sequence[Any], pointer: str) -> Iterator[Edit]:
    """Elements that both have are left out; of the rest, those of one name are compared, the others came or went."""
    old = _rest(before, after)
    new = _rest(after, before)
    alone = len(old) == len(new) == 1
    for index, element in old.items():
        twin = next((j for j, other in new.items() if alone or _same_name(element, other)), None)
        if twin is None:
            yield Edit(f"{pointer}/{index}", element, None)
        else:
            yield from edits(element, new.pop(twin), f"{pointer}/{twin}")
    for index, element in new.items():
        yield Edit(f"{pointer}/{index}", None, element)


def _rest(these: Sequence[Any], others: Sequence[Any]) -> dict[int, Any]:
    """Elements by position without those that the others hold as well, one for one."""
    count: dict[bytes, int] = {}
    for other in others:
        key = canonical(other)
        count[key] = count.get(key, 0) + 1
    rest = {}
    for index, element in enumerate(these):
        key = canonical(element)
        if count.get(key, 0):
            count[key] -= 1
        else:
            rest[index] = element
    return rest


def _same_name(one: Any, other: Any) -> bool:
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return False
    ids = [name for name in one if name in NAMES or name.endswith(("Id", "Arn"))]
    name = next(
        (n for n in (*NAMES, *ids) if n in one and n in other and not isinstance(one[n], dict | list)), None
    )
    return name is not None and bool(one[name] == other[name])


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
