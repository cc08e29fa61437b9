"""From an answer to a page: the items of a listing, or the one answer about a thing; and the questions that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from stormproof.collect.hooks import REGIONS, AskNow
from stormproof.collect.items import BIGGEST, UnfitError, decoded, stored
from stormproof.collect.paging import PAGES_MOST, BrokenPagingError, paging
from stormproof.collect.plan import Plan, Thing, answer_variant
from stormproof.collect.templates import MissingFieldError, fill, pick
from stormproof.model.answer import Absent, Reason, Refused
from stormproof.model.arn import Arn
from stormproof.model.credentials import NO_ROW
from stormproof.model.recording import Ended, Item, Page, Task
from stormproof.model.resource import GLOBAL

if TYPE_CHECKING:
    from stormproof.collect.call import Call
    from stormproof.collect.models import Models
    from stormproof.collect.transport import Answered

EMPTY: tuple[Any, ...] = (None, {}, [], "", b"")
CHILD_PAGES_MOST = 200


@dataclass(frozen=True, slots=True)
class Next:
    """A question that follows from a page, with the thing it is about."""

    task: Task
    row: Call
    thing: Thing


@dataclass(frozen=True, slots=True)
class Made:
    """What a worker made of one answer: items, what follows, and the token of the next page or how it ended."""

    items: tuple[Item, ...] = ()
    follows: tuple[Next, ...] = ()
    token: str | None = None
    ended: Ended | None = None
    raw_hash: str = ""
    keyed: bool = False
    size: int = 0
    complete: bool = True


@dataclass(slots=True, eq=False)
class Question:
    """One task being asked, page after page. `parts` holds the pages of a child's answer: they are one item."""

    task: Task
    row: Call
    thing: Thing
    token: str | None = None
    pages: int = 0
    resumed: bool = False
    tokens: set[str] = field(default_factory=set)
    parts: list[Any] = field(default_factory=list)
    size: int = 0
    lame: str = ""
    bodies: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Maker:
    """Turns answers into pages; pure but for the question it is given."""

    plan: Plan
    models: Models
    key: bytes

    def page(self, question: Question, answered: Answered, asked_at: dt.datetime, ask: AskNow) -> Made:
        """One page of a task; raises `UnfitError` or `BrokenPagingError`."""
        row = question.row
        token = self._token(question, answered.parsed)
        found = pick({k: v for k, v in answered.parsed.items() if k != "ResponseMetadata"}, row.at)
        if row.gives:
            return self._listing(question, found, token, answered, asked_at, ask)
        question.bodies.append(blake2b(answered.body, digest_size=16).digest())
        question.size += len(answered.body)
        if question.size > BIGGEST * 4:
            raise UnfitError(f"more than {BIGGEST * 4} bytes about one thing")
        question.parts.append(found)
        if token:
            return Made(token=token, complete=False)
        return self._answer(question, answered, asked_at)

    def _token(self, question: Question, parsed: Mapping[str, Any]) -> str | None:
        token = paging(self.models, question.row.name).next_token(parsed)
        if token is None:
            return None
        most = PAGES_MOST if question.row.gives else CHILD_PAGES_MOST
        if token == question.token or token in question.tokens or question.pages >= most:
            raise BrokenPagingError(
                "the listing turns in a circle: the same token came twice, or it has no end"
            )
        return token

    # --- listings ---

    def _listing(
        self,
        question: Question,
        found: Any,
        token: str | None,
        answered: Answered,
        asked_at: dt.datetime,
        ask: AskNow,
    ) -> Made:
        row, task = question.row, question.task
        items: list[Item] = []
        follows: list[Next] = []
        keyed = False
        for raw in self._listed(row, decoded(found, row.decode)):
            try:
                thing = self._thing(row, question, raw, ask)
                kept = stored(raw, row.name, self.key, asked_at)
                thing = replace(thing, hash=kept.value.hash)
            except (UnfitError, MissingFieldError, ValueError) as error:
                question.lame = question.lame or f"one of the things listed cannot be stored: {error}"
                continue
            keyed = keyed or kept.redacted
            items.append(
                Item(
                    thing.arn,
                    thing.account,
                    thing.region,
                    row.kind,
                    row.name,
                    answer_variant(row, task),
                    kept.value,
                    kept.mac,
                )
            )
            follows += [Next(t, child, thing) for t, child in self.plan.children(thing, task.region)]
        ended = None if token else _ended(question.lame)
        raw_hash = self.raw_hash([answered.body], keyed=keyed)
        return Made(tuple(items), tuple(follows), token, ended, raw_hash, keyed, len(answered.body))

    def _listed(self, row: Call, found: Any) -> Sequence[Any]:
        if isinstance(found, list):
            return found
        if found is None and (row.empty or self.models.gives_list(row.name, row.at)):
            return ()
        if found is None:
            raise UnfitError(f"the answer has no {row.at}")
        return (found,)

    def _thing(self, row: Call, question: Question, item: Any, ask: AskNow) -> Thing:
        task, above = question.task, question.thing
        bare = Thing("", task.account, task.region, row.kind, item)
        values = self.plan.values(bare, task.region)
        values |= {"parent": self.plan.values(above, task.region)["name"]} if above.arn else {}
        region = self._region(row, values, item, ask) if row.region or row.hook in REGIONS else task.region
        arn = str(fill(row.arn, {**values, "region": region}))
        Arn.parse(arn)
        return Thing(arn, task.account, region, row.kind, item)

    @staticmethod
    def _region(row: Call, values: Mapping[str, Any], item: Any, ask: AskNow) -> str:
        try:
            if row.region:
                return str(fill(row.region, values)) or GLOBAL
        except MissingFieldError:
            if row.hook not in REGIONS:
                raise
        return REGIONS[row.hook](item, ask)

    # --- one answer about one thing ---

    def _answer(self, question: Question, answered: Answered, asked_at: dt.datetime) -> Made:
        row, task = question.row, question.task
        found = _merged(question.parts)
        if not row.empty or found not in EMPTY:  # AWS sends an empty text for a policy that is not there
            found = decoded(found, row.decode)
        if row.arn:
            return self._spread(question, found, asked_at)
        if row.empty and found in EMPTY:
            absent = Absent("empty", asked_at)
            return Made(
                (answer_item(question, absent),),
                ended=Ended("absent", code="empty"),
                raw_hash=self.raw_hash([answered.body]),
            )
        if found is None and self.models.gives_list(row.name, row.at):
            found = []
        if found is None:
            raise UnfitError(f"the answer has no {row.at}")
        kept = stored(found, row.name, self.key, asked_at)
        item = Item(
            task.subject,
            task.account,
            question.thing.region,
            row.kind,
            row.name,
            answer_variant(row, task),
            kept.value,
            kept.mac,
        )
        raw_hash = self.raw_hash(question.bodies, keyed=kept.redacted)
        return Made((item,), ended=Ended("value"), raw_hash=raw_hash, keyed=kept.redacted, size=question.size)

    def _spread(self, question: Question, found: Any, asked_at: dt.datetime) -> Made:
        """A child row with an `arn`: each element of the answer is about the thing that it names."""
        row, task = question.row, question.task
        items = []
        keyed = False
        for raw in found if isinstance(found, list) else [found]:
            try:
                place = self.plan.values(Thing("", task.account, task.region, row.kind, raw), task.region)
                own = raw if isinstance(raw, Mapping) else {}
                arn = str(fill(row.arn, {**place, **own}))  # the credential report has a column `arn`
                Arn.parse(arn)
                kept = stored(raw, row.name, self.key, asked_at)
            except (UnfitError, ValueError) as error:
                question.lame = question.lame or f"one of the answers cannot be stored: {error}"
                continue
            keyed = keyed or kept.redacted
            items.append(Item(arn, task.account, task.region, row.kind, row.name, "", kept.value, kept.mac))
        if task.subject and task.subject not in {item.arn for item in items}:
            silent = Refused(Reason.UNREADABLE, None, NO_ROW, "the answer says nothing of this", asked_at)
            items.append(answer_item(question, silent))
        raw_hash = self.raw_hash(question.bodies, keyed=keyed)
        return Made(
            tuple(items), ended=_ended(question.lame), raw_hash=raw_hash, keyed=keyed, size=question.size
        )

    def batch(
        self, questions: Sequence[Question], answered: Answered, asked_at: dt.datetime
    ) -> tuple[Made, ...]:
        """One answer about several things, led back to each by the row's `match`."""
        row = questions[0].row
        found = decoded(pick(answered.parsed, row.at), row.decode) or []
        by_id = {str(one.get(row.match)): one for one in found if isinstance(one, Mapping)}
        made = []
        for question in questions:
            ids = {
                question.task.subject,
                *(str(v) for v in self.plan.values(question.thing, "").values() if isinstance(v, str)),
            }
            raw = next((by_id[i] for i in sorted(ids) if i in by_id), None)
            if raw is None:
                refused = Refused(
                    Reason.FAILED,
                    None,
                    "missing",
                    "the answer about several things leaves this one out",
                    asked_at,
                )
                made.append(Made((answer_item(question, refused),), ended=ended_by(refused)))
                continue
            kept = stored(raw, row.name, self.key, asked_at)
            item = Item(
                question.task.subject,
                question.task.account,
                question.thing.region,
                row.kind,
                row.name,
                "",
                kept.value,
                kept.mac,
            )
            made.append(
                Made(
                    (item,),
                    ended=Ended("value"),
                    raw_hash=self.raw_hash([answered.body], keyed=kept.redacted),
                    keyed=kept.redacted,
                )
            )
        return tuple(made)

    def raw_hash(self, bodies: Sequence[bytes], *, keyed: bool = False) -> str:
        """BLAKE2b-128 of what was received; keyed where a short secret could be tried out against it."""
        digest = blake2b(digest_size=16, key=self.key[:64] if keyed else b"")
        for body in bodies:
            digest.update(body)
        return digest.hexdigest()


def answer_item(question: Question, answer: Absent | Refused) -> Item:
    """What a child row gave instead of a value."""
    task = question.task
    return Item(
        task.subject,
        task.account,
        question.thing.region,
        task.of,
        task.operation,
        answer_variant(question.row, task),
        answer,
    )


def ended_by(answer: Absent | Refused) -> Ended:
    """How a task ended that gave no value."""
    if isinstance(answer, Absent):
        return Ended("absent", code=answer.code)
    return Ended("refused", answer.reason, answer.code, answer.permission, answer.message)


def page_of(task: Task, made: Made, n: int, asked_at: dt.datetime) -> Page:
    """The page that is recorded."""
    return Page(
        task,
        n,
        asked_at,
        made.items,
        tuple(follow.task for follow in made.follows),
        made.ended,
        made.token,
        size=made.size,
        raw_hash=made.raw_hash or None,
        keyed=made.keyed,
    )


def _ended(lame: str) -> Ended:
    if lame:
        return Ended("refused", Reason.UNREADABLE, "item", None, lame[:300])
    return Ended("value")


def _merged(parts: Sequence[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    if all(part is None or isinstance(part, list) for part in parts):
        return [one for part in parts for one in part or ()]
    if all(isinstance(part, Mapping) for part in parts):
        return _joined(parts)
    raise UnfitError("an answer in several pages that cannot be put together")


def _joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for name, value in _members(parts):
        if isinstance(value, list) and isinstance(whole.get(name), list):
            whole[name] = [*whole[name], *value]
        else:
            whole[name] = value
    return whole


def _members(parts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for part in parts:
        yield from part.items()
