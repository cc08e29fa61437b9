"""Asks the questions of rows: starts them, commits what comes back, and starts what follows. One thread, which records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from stormproof.collect.ask import Ask, Reply
from stormproof.collect.call import Place
from stormproof.collect.carried import page_about
from stormproof.collect.errors import Drops
from stormproof.collect.holding import Holding
from stormproof.collect.paging import paging, token_members
from stormproof.collect.plan import Plan, Thing, is_root, priority
from stormproof.collect.rows import REGIONS
from stormproof.collect.send import drops
from stormproof.collect.tasks import Made, Maker, Next, Question, answer_item, ended_by, page_of
from stormproof.collect.templates import BATCH, MissingFieldError, batched, fill, names_in
from stormproof.collect.transport import Answered, speaker
from stormproof.model.account import account_arn
from stormproof.model.answer import Absent, Answer, NotAsked, Reason, Refused, Value
from stormproof.model.recording import Ended, Page, Pending, Task
from stormproof.model.resource import GLOBAL

if TYPE_CHECKING:
    from stormproof.collect.call import Call
    from stormproof.collect.carried import Carried
    from stormproof.collect.clock import Clock
    from stormproof.collect.collection import Collection
    from stormproof.collect.desk import Desk
    from stormproof.collect.models import Models
    from stormproof.collect.progress import Meter
    from stormproof.collect.send import Direct
    from stormproof.model.recording import Recorder, Told

Then = Callable[[Reply], None]


class Asking:
    """Everything about tasks. `begun` is what an earlier process of the same run had planned and not ended."""

    def __init__(
        self,
        what: Collection,
        plan: Plan,
        models: Models,
        recorder: Recorder,
        desk: Desk,
        direct: Direct,
        clock: Clock,
        meter: Meter,
    ) -> None:
        self._what = what
        self.plan = plan
        self.recorder = recorder
        self._models = models
        self._desk = desk
        self._direct = direct
        self._clock = clock
        self._meter = meter
        self._maker = Maker(plan, models, recorder.key)
        self.ended: dict[Task, Ended] = dict(recorder.ended())
        self._waiting: dict[Task, Pending] = {pending.task: pending for pending in recorder.pending()}
        self.begun = frozenset(self._waiting)
        self._known: set[Task] = {*self.ended, *self.begun}
        self._holding = Holding(plan.rows)
        self.on_region_lost: Callable[[str, str], None] = lambda account, region: None
        self.carried: Carried | None = None
        self.saved: list[Call] = []

    # --- starting ---

    def start(
        self, due: Iterable[tuple[Task, Call]], reason: Callable[[Call], Reason | None] = lambda row: None
    ) -> None:
        """Root questions that are due, unless an earlier process has them; those with a `reason` are not asked."""
        fresh = [(task, row) for task, row in due if task not in self._known]
        self.recorder.plan(task for task, row in fresh if not reason(row))
        for task, _ in fresh:
            self._known.add(task)
            self._meter.due(task.account)
            self._holding.due(task)
        questions = [Question(task, row, self._bare(task, row)) for task, row in fresh]
        needless = [(q, why) for q in questions if (why := reason(q.row))]
        self._commit(*(self._unasked(q, Ended("not_asked", why)) for q, why in needless))
        for question in questions:
            if not reason(question.row):
                self.ask(question)

    def resume(self, account: str) -> None:
        """What an earlier process had begun to ask in an account goes on where it was."""
        mine = [task for task in self._waiting if task.account == account and task.operation != REGIONS.name]
        for task in mine:
            pending = self._waiting.pop(task)
            self._meter.due(account)
            self._holding.due(task)
            row = self.plan.row_of(task)
            if row is None:
                self._commit(
                    Page(task, pending.pages, self._clock.now(), ended=Ended("not_asked", Reason.NOT_NEEDED))
                )
                continue
            question = Question(task, row, self._thing(task, row), pending.next_token, pending.pages)
            question.resumed = pending.next_token is not None
            self.ask(question)
        self.flush()

    def give_up(self, account: str, answer: Refused | Reason) -> None:
        """What an earlier process had begun in an account that cannot be asked any more."""
        rest = [(task, row) for task in self._waiting if task.account == account and (row := self._row(task))]
        self.refuse(rest, answer)

    def refuse(self, due: Iterable[tuple[Task, Call]], answer: Refused | Reason) -> None:
        """Root questions that get one and the same answer unasked."""
        # INVARIANT: what will not be asked is planned and ended in one transaction, else a later process would ask it.
        fresh = [(task, row) for task, row in due if task not in self.ended]
        pages = []
        for task, row in fresh:
            begun = self._waiting.pop(task, None)
            self._known.add(task)
            self._meter.due(task.account)
            question = Question(task, row, self._bare(task, row), pages=begun.pages if begun else 0)
            if isinstance(answer, Refused):
                pages.append(_stead(question, answer, self._clock.now()))
            else:
                pages.append(self._unasked(question, Ended("not_asked", answer)))
        self._commit(*pages)

    def ask_first(self, account: str, then: Callable[[Answer], None]) -> None:
        """Asks which regions an account has; `then` gets the recorded answer, also where an earlier process has it."""
        subject = str(account_arn(account, self.plan.partition))
        task = Task(account, GLOBAL, REGIONS.name, subject, "", REGIONS.kind)

        def replied(reply: Reply) -> None:
            self._replied(question, reply)
            then(self.recorder.answer(subject, REGIONS.name))

        if task in self.ended:
            then(self.recorder.answer(subject, REGIONS.name))
            return
        self._known.add(task)
        self.recorder.plan([task])
        self._meter.due(account)
        question = Question(task, REGIONS, self._bare(task, REGIONS))
        make = partial(self._make, question)
        self._desk.put(Ask(REGIONS, account, self.plan.home, REGIONS.send, make, replied, priority(REGIONS)))

    def ask(self, question: Question) -> None:
        """Asks one question now, or holds it until others of its batch, or until its bulk answer, are there."""
        row, task = question.row, question.task
        if self._excluded(question):
            self.end(question, Ended("not_asked", Reason.EXCLUDED))
        elif not self.plan.wanted(row, task, question.thing):
            self.end(question, Ended("not_asked", Reason.NOT_NEEDED))
        elif row.covered_by and self._holding.waits(question):
            return
        elif row.covered_by and isinstance(self.recorder.answer(task.subject, row.covered_by), Value):
            self.end(question, Ended("not_asked", Reason.NOT_NEEDED))
        elif self.carried and self._carry(question, self.carried):
            self.saved.append(row)
        elif row.batch:
            if full := self._holding.add(question, self._shared(question)):
                self._send_batch(full)
        else:
            self._send(question)

    def flush(self) -> bool:
        """Sends batches that are not full; says whether there were any."""
        left = self._holding.batches()
        for questions in left:
            self._send_batch(questions)
        return bool(left)

    # --- sending ---

    def _send(self, question: Question) -> None:
        row, task = question.row, question.task
        try:
            params = self.plan.params(row, task, question.thing)
        except MissingFieldError as error:
            refused = Refused(
                Reason.UNREADABLE, None, "field", f"the thing has no {error}", self._clock.now()
            )
            self._instead(question, refused, self._clock.now())
            return
        limit = paging(self._models, row.name).limit
        sized = {limit[0]: limit[1]} if limit and limit[0] not in params else {}
        make = partial(self._make, question)
        then = partial(self._replied, question)
        full = {**sized, **params, **token_members(question.token)}
        self._desk.put(Ask(row, task.account, self._region(question), full, make, then, priority(row)))

    def _make(self, question: Question, answered: Answered, asked_at: dt.datetime) -> Made:
        who, region = speaker(), self._region(question)

        def ask_now(name: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
            return self._direct.ask(who, region, name, params)

        return self._maker.page(question, answered, asked_at, ask_now)

    def _replied(self, question: Question, reply: Reply) -> None:
        if reply.instead is not None:
            self._lost(question, reply)
            return
        made: Made = reply.made
        if not made.complete:
            self._go_on(question, made)
            return
        page = page_of(question.task, made, question.pages, reply.asked_at)
        question.pages += 1
        self._commit(
            msgspec.structs.replace(page, ms=reply.ms, attempts=reply.attempts, request_id=reply.request_id)
        )
        self._follow(made.follows)
        if made.token:
            self._go_on(question, made)
        else:
            self.flush()

    def _follow(self, follows: Iterable[Next]) -> None:
        for follow in follows:
            if follow.task not in self._known:
                self._known.add(follow.task)
                self._meter.due(follow.task.account)
                self._holding.due(follow.task)
                self.ask(Question(follow.task, follow.row, follow.thing))

    def _carry(self, question: Question, carried: Carried) -> bool:
        """Answers a question with what the earlier snapshot has, if that still holds."""
        task, row = question.task, question.row
        if question.token or question.pages:
            return False
        if row.gives:
            return self._carry_listing(question, carried.listing(task, self._clock.now()))
        listers = self._listers(question.thing.kind)
        item = carried.answer(task, row, question.thing, listers, self._clock.now())
        if item:
            self._commit(page_about(task, item, self._clock.now()))
        return item is not None

    def _carry_listing(self, question: Question, told: Told | None) -> bool:
        if told is None or told.asked_at is None:
            return False
        task, follows = question.task, []
        for item in told.items:
            if isinstance(item.answer, Value):
                thing = Thing(
                    item.arn, item.account, item.region, item.of, item.answer.item(), item.answer.hash
                )
                follows += [Next(t, child, thing) for t, child in self.plan.children(thing, task.region)]
        spawned = tuple(follow.task for follow in follows)
        self._commit(Page(task, 0, told.asked_at, told.items, spawned, told.ended, attempts=0))
        self._follow(follows)
        return True

    def _go_on(self, question: Question, made: Made) -> None:
        if question.token:
            question.tokens.add(question.token)
        question.token = made.token
        self._send(question)

    def _lost(self, question: Question, reply: Reply) -> None:
        answer = reply.instead
        if answer is None:
            return
        if (
            question.resumed
            and isinstance(answer, Refused)
            and answer.reason in (Reason.FAILED, Reason.EXPIRED)
        ):
            question.resumed = False
            question.token, question.pages = None, 0
            self._send(question)
            return
        self._instead(question, answer, reply.asked_at, attempts=reply.attempts)
        self.flush()
        if isinstance(answer, Refused):
            self._drop(reply, answer)

    def _drop(self, reply: Reply, answer: Refused) -> None:
        """What the same region, or the same endpoint, would only refuse in the same way is not asked."""
        what, ask = drops(reply), reply.ask
        if what is Drops.REGION:
            dropped = self._desk.drop(
                lambda other: (other.account, other.region) == (ask.account, ask.region)
            )
            self.on_region_lost(ask.account, ask.region)
        elif what is Drops.ENDPOINT:
            dropped = self._desk.drop(lambda other: other.endpoint == ask.endpoint)
        else:
            return
        for other in dropped:
            other.then(Reply(other, reply.asked_at, instead=answer))

    # --- batches ---

    def _shared(self, question: Question) -> str:
        """What a request says of all its things alike, such as the cluster that they are in."""
        send = question.row.send
        alike = {k: v for k, v in send.items() if not any(n.startswith(BATCH) for n in names_in(v))}
        try:
            return str(fill(alike, self.plan.values(question.thing, self._region(question))))
        except MissingFieldError:
            return question.task.subject

    def _send_batch(self, questions: list[Question]) -> None:
        row, task = questions[0].row, questions[0].task
        try:
            params = batched(row.send, [self.plan.values(q.thing, self._region(q)) for q in questions])
        except MissingFieldError as error:
            refused = Refused(
                Reason.UNREADABLE, None, "field", f"the thing has no {error}", self._clock.now()
            )
            for question in questions:
                self._instead(question, refused, self._clock.now())
            return
        make = partial(self._maker.batch, questions)
        then = partial(self._replied_batch, questions)
        self._desk.put(Ask(row, task.account, self._region(questions[0]), params, make, then, priority(row)))

    def _replied_batch(self, questions: list[Question], reply: Reply) -> None:
        answer = reply.instead
        if answer is None:
            for question, made in zip(questions, reply.made, strict=True):
                page = page_of(question.task, made, 0, reply.asked_at)
                self._commit(
                    msgspec.structs.replace(
                        page, ms=reply.ms, attempts=reply.attempts, request_id=reply.request_id
                    )
                )
            return
        alone = len(questions) > 1 and (isinstance(answer, Absent) or answer.reason is Reason.FAILED)
        for question in questions:
            if alone:
                self._send_batch([question])
            else:
                self._instead(question, answer, reply.asked_at, attempts=reply.attempts)
        if isinstance(answer, Refused) and not alone:
            self._drop(reply, answer)

    # --- ends ---

    def end(self, question: Question, ended: Ended) -> None:
        """A question that ends without an answer and without an item."""
        self._commit(self._unasked(question, ended))

    def _unasked(self, question: Question, ended: Ended) -> Page:
        return Page(question.task, question.pages, self._clock.now(), ended=ended)

    def _instead(
        self,
        question: Question,
        answer: Absent | Refused | NotAsked,
        asked_at: dt.datetime,
        attempts: int = 1,
    ) -> None:
        if isinstance(answer, NotAsked):
            self.end(question, Ended("not_asked", answer.reason))
            return
        self._commit(_stead(question, answer, asked_at, attempts))

    def _commit(self, *pages: Page) -> None:
        whole = (*pages, *self._heirs(pages))
        self.recorder.commit(*whole)
        for page in whole:
            if page.ended is None:
                continue
            self.ended[page.task] = page.ended
            if page.ended.state == "not_asked":
                self._meter.unasked(page.task.account)
            else:
                self._meter.ended(page.task.account, refused=page.ended.state == "refused")
            for question in self._holding.ended(page.task):
                self.ask(question)

    def _heirs(self, pages: Iterable[Page]) -> Iterator[Page]:
        """A listing that was not answered leaves the listings below it as open as itself."""
        lost = [page for page in pages if page.ended and page.ended.state in ("refused", "not_asked")]
        while lost:
            heirs = {
                heir: page for page in lost for heir in self.plan.heirs(page.task) if heir not in self._known
            }
            self._known.update(heirs)
            for heir in heirs:
                self._meter.due(heir.account)
            lost = [Page(heir, 0, page.asked_at, ended=page.ended) for heir, page in heirs.items()]
            yield from lost

    def out_of_time(self) -> None:
        """Whatever has not ended will not be asked."""
        for pending in list(self.recorder.pending()):
            row = self._row(pending.task)
            refused = Refused(Reason.DEADLINE, None, "deadline", "the run's time was up", self._clock.now())
            if row:
                question = Question(pending.task, row, self._bare(pending.task, row), pages=pending.pages)
                self._instead(question, refused, self._clock.now())

    # --- things ---

    def _region(self, question: Question) -> str:
        return self.plan.endpoint_region(question.task, question.row)

    def _row(self, task: Task) -> Call | None:
        return REGIONS if task.operation == REGIONS.name else self.plan.row_of(task)

    def _excluded(self, question: Question) -> bool:
        """The thing lives where, or the question is of a service that, the user left out."""
        what, row, region = self._what, question.row, question.task.region
        elsewhere = row.place is Place.HOME and what.regions and region not in (*what.regions, GLOBAL)
        return bool(elsewhere or (what.services and row.service not in what.services))

    def _bare(self, task: Task, row: Call) -> Thing:
        return Thing(task.subject, task.account, task.region, row.of.kind if row.of else row.kind)

    def _thing(self, task: Task, row: Call) -> Thing:
        """The thing of a question that an earlier process had spawned, with the item that its listing gave."""
        bare = self._bare(task, row)
        if is_root(row):
            return bare
        for operation in self._listers(bare.kind):
            answer = self.recorder.answer(task.subject, operation)
            if isinstance(answer, Value):
                return Thing(bare.arn, bare.account, bare.region, bare.kind, answer.item(), answer.hash)
        return bare

    def _listers(self, kind: str) -> Iterator[str]:
        return (row.name for row in self.plan.rows if row.gives and row.gives.kind == kind)


def _stead(question: Question, answer: Absent | Refused, asked_at: dt.datetime, attempts: int = 1) -> Page:
    """The page of a question that ended with something stored in place of an answer."""
    about = question.task.subject and not question.row.gives
    items = (answer_item(question, answer),) if about else ()
    ended = ended_by(answer)
    return Page(question.task, question.pages, asked_at, items=items, ended=ended, attempts=attempts)
