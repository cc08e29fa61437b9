"""Macie in one region: whether it looks for sensitive data in buckets."""

from __future__ import annotations

from stormproof.model.shape import Shape


class MacieSession(Shape, rename="camel"):
    """Macie, switched on; paused, it looks at nothing."""

    status: str
