"""A policy document in its smallest normal form: statements as a tuple, actions and resources as tuples.

This is for facts that can be read off (is there a statement that allows everything?). Who may do what is decided by an
engine, never here.
"""

from __future__ import annotations

from typing import Any

import msgspec

from stormproof.errors import UnreadableError
from stormproof.model.shape import Shape

Texts = str | tuple[str, ...]
"""AWS writes one text without brackets."""


class Statement(Shape):
    """One statement as it is written."""

    effect: str
    sid: str = ""
    action_texts: Texts = msgspec.field(default=(), name="Action")
    not_action_texts: Texts = msgspec.field(default=(), name="NotAction")
    resource_texts: Texts = msgspec.field(default=(), name="Resource")
    not_resource_texts: Texts = msgspec.field(default=(), name="NotResource")
    principal: Any = None
    not_principal: Any = None
    condition: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def actions(self) -> tuple[str, ...]:
        """`Action`, always a tuple."""
        return _tuple(self.action_texts)

    @property
    def resources(self) -> tuple[str, ...]:
        """`Resource`, always a tuple."""
        return _tuple(self.resource_texts)

    @property
    def allows_everything(self) -> bool:
        """`Allow` of action `*` on resource `*` without a condition, as AdministratorAccess writes it."""
        everything = any(action in ("*", "*:*") for action in self.actions) and "*" in self.resources
        return self.effect == "Allow" and everything and not self.condition


class Policy(Shape):
    """A policy document."""

    version: str = (
        "2008-10-17"  # docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
    )
    written: Statement | tuple[Statement, ...] = msgspec.field(default=(), name="Statement")

    @property
    def statements(self) -> tuple[Statement, ...]:
        """`Statement`, always a tuple; a single object counts as element 0."""
        return (self.written,) if isinstance(self.written, Statement) else self.written

    @property
    def allows_everything(self) -> bool:
        """One statement alone allows every action on every resource, and nothing is denied."""
        denies = any(statement.effect == "Deny" for statement in self.statements)
        return not denies and any(statement.allows_everything for statement in self.statements)


def policy_in(text: Any, operation: str) -> Policy | None:
    """The policy that AWS sends as a text inside an answer; None for no text. Raises for one that cannot be read."""
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise UnreadableError("the policy was hidden: it holds a secret", operation=operation)
    try:
        return msgspec.json.decode(text, type=Policy)
    except msgspec.MsgspecError as error:
        raise UnreadableError(f"the policy cannot be read: {error}", operation=operation) from error


def _tuple(texts: Texts) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else texts
