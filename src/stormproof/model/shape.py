"""Typed views of AWS's answers: only members in use, AWS's names by rule, *not sent* kept apart from *empty*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, dataclass_transform

import msgspec
from msgspec import UNSET

from stormproof.errors import NotSentError


def _guarded(shape: str, member: str, slot: Any) -> property:
    def read(self: object) -> Any:
        value = slot.__get__(self)
        if value is UNSET:
            raise NotSentError(shape, member)
        return value

    return property(read)


def _own_annotations(namespace: dict[str, Any]) -> dict[str, Any]:
    if "__annotations__" in namespace:
        found: dict[str, Any] = namespace["__annotations__"]
        return found
    annotate = namespace.get("__annotate_func__") or namespace.get("__annotate__")  # Python 3.14 and later
    return annotate(4) if annotate else {}


class _ShapeMeta(msgspec.StructMeta):
    """Gives every member without a default the value UNSET, and makes reading an UNSET member raise."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        guarded = []
        for member, annotation in _own_annotations(namespace).items():
            if "ClassVar" in str(annotation):
                continue
            default = namespace.get(member, UNSET)
            if isinstance(default, type(msgspec.field())):
                if (
                    default.default is not msgspec.NODEFAULT
                    or default.default_factory is not msgspec.NODEFAULT
                ):
                    continue
                namespace[member] = msgspec.field(default=UNSET, name=default.name)
                guarded.append(member)
            elif member not in namespace:
                namespace[member] = UNSET
                guarded.append(member)
        shape = super().__new__(mcs, name, bases, namespace, **options)
        for member in guarded:
            type.__setattr__(shape, member, _guarded(name, member, shape.__dict__[member]))
        return shape


class _Shape(msgspec.Struct, metaclass=_ShapeMeta, frozen=True, kw_only=True, rename="pascal"):
    """Base of all views.

    AWS's `StorageEncrypted` becomes `storage_encrypted` by rule (`rename="camel"` for services that write so); write
    `msgspec.field(name=…)` only where AWS is irregular. Give a default only where AWS documents one: a member without
    a default that AWS did not send raises `NotSentError` when it is read. Collections are tuples.
    """


if TYPE_CHECKING:
    # A type checker sees members without a default anywhere, frozen, by keyword: msgspec's own transform cannot say it.
    @dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
    class ShapeMeta(type): ...

    class Shape(metaclass=ShapeMeta):
        def __init_subclass__(cls, *, rename: str = "pascal") -> None: ...

else:
    Shape = _Shape
    Shape.__name__ = "Shape"
