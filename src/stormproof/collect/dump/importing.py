"""From a folder to facts: the engine's own questions, answered by files; what no file answers was not asked."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stormproof.collect import regions
from stormproof.collect.asking import Asking
from stormproof.collect.call import Place
from stormproof.collect.collection import Collection
from stormproof.collect.credentials import home_of
from stormproof.collect.dump.desk import Desk, Direct
from stormproof.collect.dump.files import EXAMPLE, Folder
from stormproof.collect.dump.given import UNKNOWN, Code, Given, Log, Problem, Skipped
from stormproof.collect.dump.known import LIST_REGIONS, Known, varying
from stormproof.collect.dump.library import Library
from stormproof.collect.dump.names import Namer
from stormproof.collect.dump.places import partition_of, place
from stormproof.collect.dump.recognise import Recogniser
from stormproof.collect.dump.sound import examine
from stormproof.collect.models import models
from stormproof.collect.plan import Plan, is_global
from stormproof.collect.progress import Meter
from stormproof.collect.rows import REGIONS, rows_for
from stormproof.collect.scope import Looked
from stormproof.collect.templates import pick
from stormproof.errors import UnreadableError, UsageError
from stormproof.model.account import account_arn
from stormproof.model.answer import Reason
from stormproof.model.recording import Task
from stormproof.model.resource import GLOBAL
from stormproof.model.snapshot import AccountScope, Selection, Snapshot

if TYPE_CHECKING:
    from stormproof.collect.desk import Desk as Workers
    from stormproof.collect.send import Direct as Asker
    from stormproof.model.recording import Recorder

ACCOUNTS, ORGANISATION = "organizations:ListAccounts", "organizations:DescribeOrganization"


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of a folder that does not say it itself; `taken_at` None is when its newest file was written."""

    account: str | None = None
    region: str | None = None
    taken_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a folder."""

    snapshot: Snapshot
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    files: int
    answers: int
    not_asked: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder that was read and not yet recorded: begin a recording with `taken_at`, and hand it to `record`."""

    given: tuple[Given, ...]
    known: Known
    log: Log
    files: int
    taken_at: dt.datetime


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The time of the answers stands for the clock."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        return self.at


def read(path: Path, options: Options | None = None) -> Reading:
    """Reads and recognises a folder. Raises `UsageError`, or `UnreadableError` if nothing in it is an answer of AWS."""
    options = options or Options()
    log, known = Log(), _known()
    folder = Folder(path, Namer(known.operations), log)
    given = tuple(Recogniser(known, log).answers(folder.documents()))
    if not given:
        raise UnreadableError(_nothing(path, log), hint=EXAMPLE)
    at = {name: tuple(row.at for row in of) for name, of in known.rows.items()}
    place(list(given), at, options.account, options.region)
    taken_at = options.taken_at or _moment(folder.newest)
    return Reading(given, known, log, folder.read, taken_at)


def _moment(seconds: float) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError("the files do not say when AWS was asked", hint="--taken-at 2026-11-24") from error


@functools.cache
def _known() -> Known:
    """Of the process: rows never change. Those that read content are never imported; batches gain nothing here."""
    return Known(tuple(replace(row, batch=min(row.batch, 1)) for row in rows_for(None)), models())


def record(reading: Reading, recorder: Recorder) -> Imported:
    """Records what was read, and closes the recording to a snapshot."""
    return _Run(reading, recorder).whole()


class _Run:
    """One import."""

    def __init__(self, reading: Reading, recorder: Recorder) -> None:
        self._reading = reading
        self._recorder = recorder
        self._known, self._log = reading.known, reading.log
        self._library = Library(reading.given, self._known, self._log)
        partition = partition_of(reading.given)
        self._plan = Plan(self._known.asked, partition, home_of(None, partition))
        self._desk = Desk(self._library, reading.taken_at)
        self._asking = Asking(
            Collection(),
            self._plan,
            self._known.models,
            recorder,
            cast("Workers", self._desk),
            cast("Asker", Direct(self._library, self._known)),
            cast("Any", _Fixed(reading.taken_at)),
            Meter(None, 0.0),
        )

    def whole(self) -> Imported:
        """Every question that a collection of these accounts and regions would ask."""
        accounts = sorted({one.account for one in self._reading.given})
        organisation, scopes = self._scopes(accounts)
        services = (row.service for row in self._plan.rows)
        looked = Looked(self._plan.partition, scopes, services, Selection())
        for account in accounts:
            is_organisation = account == organisation or organisation is None
            self._asking.start(self._plan.of_account(account, organisation=is_organisation))
            self._regions_of(account)
            for name, state in self._regions(account).items():
                looked.region(account, name, state)
                if state == regions.ASKED:
                    self._asking.start(self._plan.of_region(account, name))
                elif state == regions.EXCLUDED:
                    self._asking.refuse(self._plan.of_region(account, name), Reason.NOT_IN_IMPORT)
        self._recorder.rescope(looked.scope())
        self._desk.run(self._asking.flush)
        self._judge()
        snapshot = self._recorder.finish(self._reading.taken_at)
        return self._told(snapshot, accounts)

    # --- where ---

    def _scopes(self, accounts: list[str]) -> tuple[str | None, tuple[AccountScope, ...]]:
        """The account that answers for the organisation, and all accounts that the folder knows of."""
        said = self._first(ORGANISATION, "Organization") or {}
        management, name = said.get("MasterAccountId"), said.get("Id")
        listed = {
            str(one["Id"]): one
            for account in accounts
            for given in self._library.given(account, ACCOUNTS)
            for one in pick(given.answer, "Accounts") or ()
            if isinstance(one, Mapping) and one.get("Id")
        }
        organised = [
            a
            for a in accounts
            if any(self._library.given(a, row.name) for row in self._plan.rows if row.place is Place.ORG)
        ]
        own = management if management in accounts else organised[0] if len(organised) == 1 else None
        scopes = []
        for account in sorted({*accounts, *listed}):
            one = listed.get(account, {})
            state = "asked" if account in accounts else "excluded"
            inside = str(name) if name and (one or account in accounts) else None
            told = one.get("Name")
            scopes.append(
                AccountScope(
                    account, told if isinstance(told, str) else None, inside, account == management, state
                )
            )
        return own, tuple(scopes)

    def _first(self, operation: str, at: str) -> Mapping[str, Any] | None:
        for one in self._reading.given:
            if one.operation == operation and isinstance(found := pick(one.answer, at), Mapping):
                return found
        return None

    def _regions_of(self, account: str) -> None:
        """Which regions an account has is a fact about it, as in a collection."""
        subject = str(account_arn(account, self._plan.partition))
        task = Task(account, GLOBAL, REGIONS.name, subject, "", REGIONS.kind)
        self._asking.start([(task, REGIONS)])

    def _regions(self, account: str) -> dict[str, str]:
        """Regions with a regional answer are asked; others that the account has are not in the folder."""
        regional = {row.name for row in self._plan.rows if not is_global(row) and row.place is not Place.HOME}
        found = {
            one.region for one in self._reading.given if one.account == account and one.operation in regional
        }
        enabled: dict[str, bool] = {}
        for one in self._library.given(account, REGIONS.name):
            enabled |= regions.of_ec2(_structures(one.answer.get("Regions")))
        for one in self._library.given(account, LIST_REGIONS.name):
            enabled |= regions.of_account(_structures(one.answer.get("Regions")))
            one.used = True
        states = {name: regions.EXCLUDED if is_on else regions.NOT_ENABLED for name, is_on in enabled.items()}
        return dict(sorted({**states, **dict.fromkeys(found, regions.ASKED)}.items()))

    # --- what is told ---

    def _judge(self) -> None:
        """Every answer is used, or there is a reason why not."""
        for ask, why in self._desk.unfit:
            for one in self._library.given(ask.account, ask.call.name):
                if one.used and (one.region == ask.region or is_global(ask.call)):
                    self._log.problem(
                        Code.UNREADABLE_ANSWER, one.file, one.pointer, f"{one.operation}: {why}"
                    )
                    break
        for one in self._reading.given:
            if not one.used:
                self._unused(one)
        examine(self._reading.given, self._log)

    def _unused(self, one: Given) -> None:
        rows = self._known.rows[one.operation]
        of = sorted({row.of.kind for row in rows if row.of and varying(row)})
        ids = [*one.subjects, *(str(value) for value in one.request.values())]
        if of and not ids and one.error is None:
            told = f"{one.operation} is asked of each {' or '.join(of)}, and nothing tells of which this is the answer"
            self._log.problem(Code.AMBIGUOUS_ANSWER, one.file, one.pointer, told)
        elif of:
            told = f"{one.operation} about {', '.join(ids)[:200] or 'something'}, which is in no listing of the folder"
            self._log.problem(Code.DANGLING_REFERENCE, one.file, one.pointer, told)
        elif any(varying(row) or row.label for row in rows):
            told = f"{one.operation} is asked in several ways, and nothing tells which of them this answers"
            self._log.problem(Code.AMBIGUOUS_ANSWER, one.file, one.pointer, told)
        else:
            self._log.skip(one.file, f"{one.operation} is read by nothing here")

    def _told(self, snapshot: Snapshot, accounts: list[str]) -> Imported:
        answered = {one.operation for one in self._reading.given if one.used}
        names = {one.region for one in self._reading.given if one.used and one.region != UNKNOWN}
        unasked = {t.operation for t, end in self._asking.ended.items() if end.reason is Reason.NOT_IN_IMPORT}
        return Imported(
            snapshot=snapshot,
            accounts=tuple(accounts),
            regions=tuple(sorted(names)),
            files=self._reading.files,
            answers=sum(one.used for one in self._reading.given),
            not_asked=tuple(sorted(unasked - answered)),
            skipped=tuple(sorted(self._log.skipped)),
            problems=tuple(sorted(self._log.problems)),
        )


def _structures(value: Any) -> Iterator[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else iter(())


def _nothing(path: Path, log: Log) -> str:
    reasons = [f"{p.file}: {p.message}" for p in sorted(log.problems)] + [
        f"{s.file}: {s.why}" for s in sorted(log.skipped)
    ]
    first = f" ({reasons[0][:200]})" if reasons else ""
    return f"nothing in {path} is an answer of AWS{first}"
