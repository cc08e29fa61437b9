"""One check asked about one thing: its problems, and what kept it from saying more; the boundary of errors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from stormproof.errors import (
    NotAttestedError,
    NotBuiltError,
    NotCollectedError,
    NotSentError,
    StoreError,
    UndecidedError,
    UnreadableError,
)
from stormproof.model.answer import NotAsked, Reason, Refused
from stormproof.model.finding import Unknown
from stormproof.rules.check import NotApplicable, Problem

if TYPE_CHECKING:
    from types import TracebackType

    from stormproof.model.resource import Resource
    from stormproof.rules.check import Check
    from stormproof.rules.world import World

NOT_SENT = "not-sent"
UNREADABLE = "unreadable"
NOT_ATTESTED = "not-attested"
UNDECIDED = "undecided"
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a check cannot say; `fault` where the check itself is at fault."""

    unknown: Unknown
    message: str
    fault: bool = False


@dataclass(slots=True)
class Verdict:
    """What one check says of one thing. `skipped` is the reason why it does not concern the thing."""

    problems: tuple[Problem, ...] = ()
    gap: Gap | None = None
    skipped: str | None = None
    not_built: bool = False


def ask(check: Check, subject: Resource, world: World) -> Verdict:
    """Asks, and never raises: whatever goes wrong inside a check is its UNKNOWN, and the other checks go on."""
    problems: list[Problem] = []
    attempt = _Attempt(check, subject)
    with attempt:
        for problem in check(subject, world):
            if not isinstance(problem, Problem):
                raise TypeError("a check yields problems")
            problems.append(problem)
    verdict = _judged(attempt.error, check, subject)
    verdict.problems = tuple(problems)
    if problems and verdict.skipped is not None:
        verdict.gap, verdict.skipped = _fault(TypeError("NotApplicable after a problem"), check), None
    return verdict


def _said(answer: Refused | NotAsked) -> str:
    """How a question ended, in true words: only what was denied was refused."""
    if isinstance(answer, Refused) and answer.reason is not Reason.DENIED:
        code = f", {answer.code}" if answer.code else ""
        return f"got no usable answer ({answer.reason}{code})"
    return f"was {answer.says()}"


def gap_of(error: NotCollectedError, subject_arn: str) -> Gap:
    """What was refused or not asked, and what would settle it."""
    from stormproof.collect.permissions import permission_of

    answer = error.answer
    permission = answer.permission or permission_of(error.operation) if isinstance(answer, Refused) else None
    where = "" if error.arn == subject_arn else f" on {error.arn}"
    denied = isinstance(answer, Refused) and answer.reason is Reason.DENIED
    needs = (
        f"; {'the permission is' if denied else 'its permission would be'} {permission}" if permission else ""
    )
    return Gap(
        Unknown(error.operation, str(answer.reason), permission, None),
        f"cannot be judged: {error.operation}{where} {_said(answer)}{needs}",
    )


class _Attempt:
    """Keeps the error that ended a check. A damaged store is no fault of a check and goes on upward."""

    def __init__(self, check: Check, subject: Resource) -> None:
        self.check = check
        self.subject = subject
        self.error: Exception | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, StoreError):
            return False
        self.error = error
        return True


def _judged(error: Exception | None, check: Check, subject: Resource) -> Verdict:
    match error:
        case None:
            return Verdict()
        case NotApplicable():
            return Verdict(skipped=error.message)
        case NotCollectedError():
            return Verdict(gap=gap_of(error, str(subject.arn)))
        case NotSentError():
            operation, member = _sender(error, subject)
            text = f"cannot be judged: {operation or 'an answer'} did not send {member}"
            return Verdict(gap=Gap(Unknown(operation, NOT_SENT, None, error.message), text))
        case UnreadableError():
            text = f"cannot be judged: {error.operation or 'an answer'} does not have the form that it should"
            return Verdict(gap=Gap(Unknown(error.operation, UNREADABLE, None, error.message), text))
        case NotAttestedError():
            text = f"cannot be judged: {error.message}"
            return Verdict(gap=Gap(Unknown(None, NOT_ATTESTED, None, None), text))
        case UndecidedError():
            text = f"cannot be judged: {error.message}"
            return Verdict(gap=Gap(Unknown(error.operation, UNDECIDED, None, None), text))
        case NotBuiltError():
            return Verdict(not_built=True)
        case _:
            return Verdict(gap=_fault(error, check))


def _sender(error: NotSentError, subject: Resource) -> tuple[str | None, str]:
    """The operation whose answer was read as this shape, and AWS's name of the member; only where that is sure."""
    for (operation, _), view in subject.decoded.items():
        for part in view if isinstance(view, tuple) else (view,):
            if type(part).__name__ == error.shape:
                shape = type(part)
                names = dict(zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True))
                return operation, names.get(error.member, error.member)
    return None, error.member


def _fault(error: Exception, check: Check) -> Gap:
    # INVARIANT: type and place only. The text of a foreign error may hold anything, a secret too.
    file = PurePath(check.file)
    line, trace = check.function.__code__.co_firstlineno, error.__traceback__
    while trace:
        if PurePath(trace.tb_frame.f_code.co_filename) == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    place = f"{type(error).__name__} at {'/'.join(file.parts[-3:])}:{line}"
    return Gap(Unknown(None, ERROR, None, place), f"cannot be judged: the check failed ({place})", fault=True)
