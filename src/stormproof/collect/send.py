"""Asks one question, once, and says what comes of it: an answer, an end, or another attempt later."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from stormproof.collect.ask import Ask, Reply
from stormproof.collect.errors import EXPIRED, SUSPECT, Again, Drops, absence, answer_of, meaning
from stormproof.collect.hooks import PREPARED
from stormproof.collect.items import UnfitError
from stormproof.collect.paging import BrokenPagingError
from stormproof.collect.permissions import permission_of
from stormproof.collect.retry import Breaker, Policy, Tries
from stormproof.collect.templates import MissingFieldError
from stormproof.collect.transport import Answered, CallFailedError, Fault, Speaker, Transport, speaking
from stormproof.model.answer import Absent, Reason, Refused

if TYPE_CHECKING:
    from stormproof.collect.clock import Clock
    from stormproof.collect.credentials import Sessions
    from stormproof.collect.limits import Limits
    from stormproof.collect.queues import Queues


@dataclass(slots=True)
class Stats:
    """What a collection cost."""

    requests: int = 0
    requests_ok: int = 0
    retries: int = 0
    throttled: int = 0
    bytes_in: int = 0


class Counting:
    """A transport that counts what goes through it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = threading.Lock()
        self.stats = Stats()

    def answer(self, service: str, region: str, operation: str, params: Mapping[str, Any]) -> Answered:
        """The answer of the transport behind."""
        try:
            answered = self._transport.answer(service, region, operation, params)
        except CallFailedError as failure:
            with self._lock:
                self.stats.requests += 1
                self.stats.bytes_in += len(failure.body)
            raise
        with self._lock:
            self.stats.requests += 1
            self.stats.requests_ok += 1
            self.stats.bytes_in += len(answered.body)
        return answered

    def retried(self, *, throttled: bool) -> None:
        """One more attempt will be made."""
        with self._lock:
            self.stats.retries += 1
            self.stats.throttled += throttled

    def close(self) -> None:
        """Gives back connections."""
        self._transport.close()


@dataclass(frozen=True, slots=True)
class Direct:
    """Questions of the engine itself, asked and waited for on the spot: who are we, which accounts, take this role."""

    transport: Counting
    clock: Clock
    policy: Policy

    def ask(self, who: Speaker, region: str, name: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """The parsed answer; raises `CallFailedError` when no attempts are left."""
        service, _, operation = name.partition(":")
        tries = Tries(self.clock.monotonic())
        while True:
            try:
                with speaking(who):
                    return self.transport.answer(service, region, operation, params).parsed
            except CallFailedError as failure:
                again = meaning(failure).again
                wait = self.policy.wait(tries, again, self.clock.monotonic())
                if wait is None or again is Again.REFRESH:
                    raise
                self.transport.retried(throttled=again is Again.THROTTLED)
                self.clock.sleep(wait)


@dataclass(frozen=True, slots=True)
class Sender:
    """All that a worker needs; shared by all of them."""

    transport: Counting
    queues: Queues
    limits: Limits
    sessions: Sessions
    clock: Clock
    policy: Policy
    breaker: Breaker
    home: str
    lost: dict[tuple[str, str], Refused] = field(default_factory=dict)
    """Regions of an account, and endpoints of a service, that will only refuse: nothing more is sent there."""

    def send(self, ask: Ask) -> Reply | None:
        """One attempt; None if there will be another."""
        asked_at, started = self.clock.now(), self.clock.monotonic()
        if how := self.breaker.broken(ask.call.name, ask.endpoint):
            return self._unasked(ask, how, asked_at)
        if refused := self.lost.get((ask.account, ask.region)) or self.lost.get(
            (ask.call.service, ask.region)
        ):
            return Reply(ask, asked_at, instead=refused)
        ask.tries.made += 1
        if ask.tries.first is None:
            ask.tries.first = started
        try:
            with speaking(self.sessions.speaker(ask.account)):
                answered = self.transport.answer(ask.call.service, ask.region, ask.call.operation, ask.params)
                made = ask.make(answered, asked_at)
        except CallFailedError as failure:
            return self._failed(ask, failure, asked_at)
        except (UnfitError, BrokenPagingError, MissingFieldError) as error:
            return self._failed(ask, CallFailedError(Fault.UNREADABLE, str(error)), asked_at)
        self.breaker.answered(ask.call.name, ask.endpoint)
        ms = int((self.clock.monotonic() - started) * 1000)
        return Reply(ask, asked_at, made, request_id=answered.request_id, ms=ms)

    def _unasked(self, ask: Ask, how: Again, asked_at: dt.datetime) -> Reply:
        reason = Reason.THROTTLED if how is Again.THROTTLED else Reason.FAILED
        refused = Refused(
            reason, permission_of(ask.call), "not asked", "this operation had failed three times in a row"
        )
        return Reply(ask, asked_at, instead=refused)

    def _failed(self, ask: Ask, failure: CallFailedError, asked_at: dt.datetime) -> Reply | None:
        if absence(ask.call, failure):
            self.breaker.answered(ask.call.name, ask.endpoint)
            return Reply(ask, asked_at, instead=Absent(failure.code, asked_at), failure=failure)
        now = self.clock.monotonic()
        found = meaning(failure)
        slowest = found.again is Again.THROTTLED and self.limits.throttled(ask.key, now)
        wait = self._prepared(ask, failure)
        if wait is None:
            wait = self._wait(ask, found.again, now)
        if wait is not None:
            self.transport.retried(throttled=found.again is Again.THROTTLED)
            self.queues.put(ask, now + wait)
            return None
        if found.again is Again.SERVER or slowest:
            self.breaker.failed(ask.call.name, ask.endpoint, found.again)
        reply = Reply(ask, asked_at, instead=self._refusal(ask, failure, now, asked_at), failure=failure)
        if (what := drops(reply)) is not Drops.NOTHING and isinstance(reply.instead, Refused):
            whose = ask.account if what is Drops.REGION else ask.call.service
            self.lost[whose, ask.region] = reply.instead
        return reply

    def _wait(self, ask: Ask, again: Again, now: float) -> float | None:
        wait = self.policy.wait(ask.tries, again, now)
        if wait is not None and again is Again.REFRESH and not self.sessions.refresh(ask.account):
            return None
        return wait

    def _prepared(self, ask: Ask, failure: CallFailedError) -> float | None:
        """Some answers must be ordered first: the credential report."""
        way = PREPARED.get(ask.call.name)
        if way is None or failure.code not in way.codes or ask.prepared >= way.attempts:
            return None
        ask.prepared += 1
        if failure.code in way.orders:
            service, _, operation = way.operation.partition(":")
            with speaking(self.sessions.speaker(ask.account)):
                try:
                    self.transport.answer(service, ask.region, operation, {})
                except CallFailedError as refused:
                    if meaning(refused).again is Again.NEVER:
                        return None
        return way.wait

    def _refusal(
        self, ask: Ask, failure: CallFailedError, now: float, asked_at: dt.datetime
    ) -> Absent | Refused:
        answer = answer_of(ask.call, failure, permission_of(ask.call))
        if not isinstance(answer, Refused):
            return answer
        reason = answer.reason
        if meaning(failure) is SUSPECT and (
            ask.region == self.home or not self.sessions.accepted(ask.account)
        ):
            reason = EXPIRED.reason
        if ask.tries.first is not None and now - ask.tries.first > self.policy.seconds:
            reason = Reason.DEADLINE
        answer = Refused(reason, answer.permission, answer.code, answer.message, asked_at)
        return replace_permission(answer, failure)


def replace_permission(answer: Refused, failure: CallFailedError) -> Refused:
    """Where the role itself could not be taken, that is the permission to add."""
    if not isinstance(failure, RoleRefusedError):
        return answer
    return Refused(answer.reason, "sts:AssumeRole", answer.code, answer.message, answer.asked_at)


class RoleRefusedError(CallFailedError):
    """The credentials of an account could not be had (again)."""


def drops(reply: Reply) -> Drops:
    """What else will not be answered either."""
    if (
        reply.failure is None
        or isinstance(reply.failure, RoleRefusedError)
        or not isinstance(reply.instead, Refused)
    ):
        return Drops.NOTHING
    if reply.instead.reason not in (Reason.REGION_NOT_ENABLED, Reason.NO_ENDPOINT):
        return Drops.NOTHING
    return meaning(reply.failure).drops


class Crash:
    """A worker died of our own fault; the caller must hear of it."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class Worker(threading.Thread):
    """Takes questions until the queues are closed."""

    def __init__(self, sender: Sender, done: SimpleQueue[Reply | Crash]) -> None:
        super().__init__(name="stormproof-collect", daemon=True)
        self._sender = sender
        self._done = done

    def run(self) -> None:
        """Takes questions; a fault of ours is handed over before the thread ends by it."""
        clean = False
        try:
            self._work()
            clean = True
        finally:
            if not clean:
                self._done.put(Crash(sys.exc_info()[1]))

    def _work(self) -> None:
        while ask := self._sender.queues.take():
            if reply := self._sender.send(ask):
                self._done.put(reply)
