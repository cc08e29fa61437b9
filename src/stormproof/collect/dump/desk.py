"""Answers the engine's questions from a folder: what stands in the place of workers, queues and AWS."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from stormproof.collect.ask import Ask, Reply
from stormproof.collect.dump.given import UNKNOWN
from stormproof.collect.dump.library import Asked, Found, Library
from stormproof.collect.errors import answer_of
from stormproof.collect.items import UnfitError
from stormproof.collect.paging import BrokenPagingError
from stormproof.collect.permissions import permission_of
from stormproof.collect.tasks import Made
from stormproof.collect.templates import MissingFieldError
from stormproof.collect.transport import Answered, CallFailedError, Speaker, speaking
from stormproof.model.answer import Absent, NotAsked, Reason, Refused
from stormproof.model.recording import Ended

if TYPE_CHECKING:
    import datetime as dt

    from stormproof.collect.call import Call
    from stormproof.collect.dump.known import Known

EMPTY_FILE = "EmptyFile"
TRUNCATED = "there may be more than what was saved"
NOT_IN_IMPORT = NotAsked(Reason.NOT_IN_IMPORT)


class Desk:
    """Deals with questions in the order in which they come; nobody waits."""

    def __init__(self, library: Library, taken_at: dt.datetime) -> None:
        self._library = library
        self._taken_at = taken_at
        self._open: deque[Ask] = deque()
        self.unfit: list[tuple[Ask, str]] = []

    def put(self, ask: Ask) -> None:
        """A question to be asked; its `then` will be called once."""
        self._open.append(ask)

    def drop(self, unwanted: Callable[[Ask], bool]) -> list[Ask]:
        """Takes questions out unasked."""
        dropped = [ask for ask in self._open if unwanted(ask)]
        self._open = deque(ask for ask in self._open if not unwanted(ask))
        return dropped

    def run(self, when_idle: Callable[[], bool]) -> None:
        """Until nothing is left to ask, and `when_idle` adds nothing."""
        while self._open or when_idle():
            if self._open:
                ask = self._open.popleft()
                ask.then(self._reply(ask))

    def _reply(self, ask: Ask) -> Reply:
        found = self._library.find(Asked(ask.call, ask.account, ask.region, ask.params))
        if found is None:
            return Reply(ask, self._taken_at, instead=NOT_IN_IMPORT)
        if found.error:
            return Reply(ask, self._taken_at, instead=self._refusal(ask.call, *found.error))
        if found.truncated and not ask.call.gives:
            return Reply(ask, self._taken_at, instead=self._unreadable(ask.call, "Truncated", TRUNCATED))
        try:
            with speaking(Speaker(ask.account)):
                made = ask.make(Answered(found.answer, _body(found)), self._taken_at)
        except (
            UnfitError,
            BrokenPagingError,
            MissingFieldError,
            ValueError,
            TypeError,
            AttributeError,
        ) as error:
            self.unfit.append((ask, str(error)[:200]))
            return Reply(ask, self._taken_at, instead=self._unreadable(ask.call, "unfit", str(error)[:200]))
        if isinstance(made, Made) and made.ended and made.ended.code == "item":
            self.unfit.append((ask, made.ended.message))
        if found.truncated and isinstance(made, Made):
            ended = Ended("refused", Reason.UNREADABLE, "Truncated", permission_of(ask.call), TRUNCATED)
            made = replace(made, ended=ended)
        return Reply(ask, self._taken_at, made)

    def _refusal(self, row: Call, code: str, message: str) -> Absent | Refused:
        if code == EMPTY_FILE:
            return Refused(Reason.FAILED, permission_of(row), code, message, self._taken_at)
        answer = answer_of(row, CallFailedError(code, message), permission_of(row))
        if isinstance(answer, Absent):
            return Absent(answer.code, self._taken_at)
        return Refused(answer.reason, answer.permission, answer.code, answer.message, self._taken_at)

    def _unreadable(self, row: Call, code: str, message: str) -> Refused:
        return Refused(Reason.UNREADABLE, permission_of(row), code, message, self._taken_at)


class Direct:
    """What hooks ask at once."""

    def __init__(self, library: Library, known: Known) -> None:
        self._library = library
        self._known = known

    def ask(self, who: Speaker, region: str, name: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer in the folder; where a bucket lives is unknown if it is not there."""
        for row in self._known.rows.get(name, ()):
            found = self._library.find(Asked(row, who.account, region, params))
            if found and not found.error:
                return found.answer
        return {"LocationConstraint": UNKNOWN}


def _body(found: Found) -> bytes:
    return json.dumps(found.answer, sort_keys=True, default=str).encode()
