"""Every error of the product, in one tree; each message names the thing, `hint` the next command.

StormproofError
  UsageError            what was typed cannot be taken
  ConfigError           a file of the user's cannot be taken
  CredentialsError      no valid credentials, or no right to use them
  NotFoundError         no such thing, snapshot, check or finding
  AmbiguousNameError    two things fit a name
  NotCollectedError     AWS refused to say, or nobody asked
  NotSentError          AWS's answer lacks a member that has no documented default
  NotAttestedError      a question that only a person can answer, and nobody has
  NotBuiltError         a room of the product that does not exist yet
  MissingExtraError     an optional part that is not installed
  StoreError            the store cannot be used: busy, full, damaged, of a newer version
  UnreadableError       input from outside does not have the form that it should
  UndecidedError        an engine has no answer: it is not documented, not built, or too much
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stormproof.model.answer import NotAsked, Refused


class StormproofError(Exception):
    """The root: a message for a person, and the next command to try."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(StormproofError):
    """What was typed cannot be taken."""


class ConfigError(StormproofError):
    """A file of the user's cannot be taken."""


class CredentialsError(StormproofError):
    """No valid credentials, or no right to use them."""


class NotFoundError(StormproofError):
    """No such thing, snapshot, check or finding."""


class AmbiguousNameError(StormproofError):
    """Two things fit a name; the message lists them."""


class NotCollectedError(StormproofError):
    """AWS refused to say, or nobody asked: the runner turns it into UNKNOWN."""

    def __init__(self, arn: str, operation: str, answer: Refused | NotAsked) -> None:
        super().__init__(f"{operation} on {arn}: {answer.says()}")
        self.arn = arn
        self.operation = operation
        self.answer = answer


class NotSentError(StormproofError):
    """AWS's answer lacks a member that has no documented default: the runner turns it into UNKNOWN."""

    def __init__(self, shape: str, member: str) -> None:
        super().__init__(f"the answer has no {member} ({shape})")
        self.shape = shape
        self.member = member


class NotAttestedError(StormproofError):
    """A question that only a person can answer, and nobody has, or not lately: the runner turns it into UNKNOWN."""


class NotBuiltError(StormproofError):
    """A room of the product that does not exist yet."""

    def __init__(self, what: str, *, hint: str | None = None) -> None:
        super().__init__(f"{what} is not built yet", hint=hint)
        self.what = what


class MissingExtraError(StormproofError):
    """An optional part that is not installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"this needs the extra '{extra}'", hint=f"pip install 'stormproof[{extra}]'")
        self.extra = extra


class StoreError(StormproofError):
    """The store cannot be used: busy, full, damaged, of a newer version."""


class UnreadableError(StormproofError):
    """Input from outside does not have the form that it should; `operation` is the call whose answer it is."""

    def __init__(self, message: str, *, hint: str | None = None, operation: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.operation = operation


class UndecidedError(StormproofError):
    """An engine has no answer: the runner turns it into UNKNOWN; `operation` is the call whose answer it is about."""

    def __init__(self, message: str, *, operation: str | None = None) -> None:
        super().__init__(message)
        self.operation = operation


class StoppedError(StormproofError):
    """The user stopped it; what was done is kept."""
