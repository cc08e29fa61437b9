"""All answers of a folder, found again by the question: account, region, operation, and the request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stormproof.collect.call import Call, Place
from stormproof.collect.dump.given import Code, Given, Log
from stormproof.collect.dump.known import STEP, Known, varying
from stormproof.collect.dump.names import squeezed
from stormproof.collect.dump.splits import SPLITS
from stormproof.collect.plan import is_global
from stormproof.collect.templates import MissingFieldError, fill, names_in, pick
from stormproof.model.canonical import canonical, normal

EACH = "each"


@dataclass(frozen=True, slots=True)
class Found:
    """An answer put together from the folder; `error` is what the AWS CLI said instead."""

    answer: Mapping[str, Any]
    error: tuple[str, str] | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the row, its request, and the values in it that tell it from others of the row."""

    row: Call
    account: str
    region: str
    params: Mapping[str, Any]

    @property
    def ids(self) -> dict[str, Any]:
        """The request members that name the thing asked about."""
        return {
            name: self.params.get(name)
            for name, template in varying(self.row).items()
            if EACH not in names_in(template)
        }

    @property
    def variants(self) -> dict[str, Any]:
        """The request members that are the constant of `each`."""
        return {
            name: self.params.get(name)
            for name, template in varying(self.row).items()
            if EACH in names_in(template)
        }


class Library:
    """Answers by account and operation, and by the ids that they are about."""

    def __init__(self, given: Iterable[Given], known: Known, log: Log) -> None:
        self._known = known
        self._log = log
        self._all: dict[tuple[str, str], list[Given]] = {}
        self._by_id: dict[tuple[str, str], dict[str, list[Given]]] = {}
        for one in given:
            self._all.setdefault((one.account, one.operation), []).append(one)
        for key, answers in self._all.items():
            index: dict[str, list[Given]] = {}
            for one in answers:
                for name in self._names(one):
                    index.setdefault(name, []).append(one)
            self._by_id[key] = index

    def given(self, account: str, operation: str) -> list[Given]:
        """All answers of an operation in an account."""
        return self._all.get((account, operation), [])

    def find(self, asked: Asked) -> Found | None:
        """The answer to a question; None if the folder has none."""
        parts = [(one, part) for one in self._pool(asked) if (part := self._part(asked, one)) is not None]
        for one, _ in parts:
            one.used = True
        values = [(one, part) for one, part in parts if one.error is None]
        if not values:
            return Found({}, parts[0][0].error) if parts else None
        return Found(self._together(asked.row, values), truncated=any(one.truncated for one, _ in values))

    # --- which answers may be meant ---

    def _pool(self, asked: Asked) -> list[Given]:
        row, key = asked.row, (asked.account, asked.row.name)
        pool = self._all.get(key, [])
        if ids := asked.ids:
            index = self._by_id.get(key, {})
            words = [word for value in ids.values() for word in _words(value)]
            exact = [one for word in words for one in index.get(word, ())]
            short = [one for word in words for one in index.get(_last(word), ())]
            pool = list(dict.fromkeys(exact or short))
        anywhere = is_global(row) or row.place is Place.HOME
        return [one for one in pool if anywhere or one.region == asked.region]

    def _names(self, one: Given) -> set[str]:
        """Every id that an answer may be about."""
        found = {word for value in one.request.values() for word in _words(value)} | set(one.subjects)
        for row in self._known.rows[one.operation]:
            for holder in self._holders(one.answer, row):
                found |= {
                    value
                    for name, value in holder.items()
                    if isinstance(value, str) and _is_id(one, name, value, self._known)
                }
        return found

    @staticmethod
    def _holders(answer: Mapping[str, Any], row: Call) -> Iterator[Mapping[str, Any]]:
        """The structures on the way to what the row takes, and the elements of it."""
        found: Any = answer
        for part in row.at.split(".") if row.at else ():
            if not isinstance(found, Mapping):
                return
            yield found
            found = found.get(part.removesuffix(STEP))
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, Mapping):
                yield one

    # --- whether an answer is one to the question ---

    def _part(self, asked: Asked, one: Given) -> Mapping[str, Any] | None:
        """The answer, or what of it is meant; None if another question was asked."""
        row = asked.row
        if not self._fits_request(asked, one):
            return None
        answer = one.answer
        for name, value in asked.ids.items():
            if name in one.request or _meant(value, one.subjects):
                continue
            narrowed = self._about(row, answer, name, value)
            if narrowed is None:
                return None
            answer = narrowed
        for name, value in asked.variants.items():
            if name not in one.request and value not in one.subjects:
                told = self._of_variant(row, answer, value)
                if told is None:
                    return None
                answer = told
        if one.error is None and not asked.ids:
            return self._of_rivals(asked, one, answer)
        return answer

    def _fits_request(self, asked: Asked, one: Given) -> bool:
        row, varied = asked.row, varying(asked.row)
        rivals = [r for r in self._known.rows[row.name] if r.send != row.send]
        for name, value in one.request.items():
            if name not in asked.params:
                if any(name in rival.send for rival in rivals):
                    return False
                continue
            if not row.batch and (name in varied or rivals) and _words(asked.params[name]) != _words(value):
                return False
        apart = {
            n for rival in rivals for n, v in row.send.items() if n not in varied and rival.send.get(n) != v
        }
        return not (one.request and apart - set(one.request)) or not set(one.request) & set(row.send)

    def _about(self, row: Call, answer: Mapping[str, Any], name: str, value: Any) -> Mapping[str, Any] | None:
        """The answer if it says itself that it is about this; of a list, the elements that do."""
        words, own = set(_words(value)), self._inputs(name)
        *way, last = row.at.split(".") if row.at else [""]
        found: Any = answer
        for part in way:
            if not isinstance(found, Mapping):
                return None
            if _says(found, own, words):
                return answer
            found = found.get(part.removesuffix(STEP))
        if isinstance(found, Mapping) and _says(found, own, words):
            return answer
        held = found.get(last.removesuffix(STEP)) if last and isinstance(found, Mapping) else found
        if isinstance(held, Mapping):
            return answer if _says(held, own, words) else None
        if isinstance(held, list) and not way:
            own = own | {squeezed(row.match)} if row.match else own
            mine = [one for one in held if isinstance(one, Mapping) and _says(one, own, words)]
            return {**answer, last.removesuffix(STEP): mine} if mine else None
        return None

    @staticmethod
    def _inputs(name: str) -> frozenset[str]:
        """The request member's name as an answer may have it: `ResourceArns` is `ResourceArn` there."""
        return frozenset({squeezed(name), squeezed(name).removesuffix("s")})

    def _of_variant(self, row: Call, answer: Mapping[str, Any], value: Any) -> Mapping[str, Any] | None:
        """By the constant of `each`: named in the answer, or one of its members."""
        if squeezed(str(value)) in {squeezed(str(name)) for name in answer}:
            return answer
        held = pick(answer, row.at)
        if isinstance(held, Mapping):
            return answer if value in [v for v in held.values() if isinstance(v, str)] else None
        if isinstance(held, list) and "." not in row.at:
            mine = [
                one
                for one in held
                if isinstance(one, Mapping) and value in [v for v in one.values() if isinstance(v, str)]
            ]
            return {**answer, row.at.removesuffix(STEP): mine} if mine else None
        return None

    def _of_rivals(self, asked: Asked, one: Given, answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Rows that ask one operation with other constants: what of an answer without its request is this row's."""
        row = asked.row
        rivals = [r for r in self._known.rows[row.name] if r.send != row.send and not varying(r)]
        told = set(one.request) & set(row.send)
        if not rivals or told or varying(row):
            return answer
        if split := SPLITS.get((row.name, row.label)):
            kept = [
                thing
                for thing in pick(answer, row.at) or ()
                if isinstance(thing, Mapping) and split(thing, asked.region)
            ]
            answer = {**answer, row.at: kept}
        elif any(r.at == row.at and (r.name, r.label) not in SPLITS for r in rivals) and row.label:
            return answer if row.label in one.subjects else None
        if pick(answer, row.at):
            return answer
        others = {r.at: pick(one.answer, r.at) for r in rivals if r.at != row.at}
        full = sum(bool(found) for found in others.values())
        is_first = row is self._known.rows[row.name][0]
        return answer if not others or full > 1 or (not full and is_first) else None

    # --- several parts of one answer ---

    def _together(self, row: Call, parts: list[tuple[Given, Mapping[str, Any]]]) -> Mapping[str, Any]:
        if len(parts) == 1 and not row.gives:
            return parts[0][1]
        top = row.at.partition(".")[0].removesuffix(STEP)
        lists = [part.get(top) for _, part in parts]
        if top and all(isinstance(one, list) for one in lists):
            return {**parts[0][1], top: self._joined(row, top, parts)}
        bodies = {_body(part): (one, part) for one, part in parts}
        if len(bodies) > 1:
            first, *others = (one for _, (one, _) in sorted(bodies.items(), key=lambda pair: pair[1][0].file))
            for other in others:
                told = f"another answer of {row.name} to the same question than {first.file} gives"
                self._log.problem(Code.DUPLICATE_ID, other.file, other.pointer, told)
        return bodies[min(bodies)][1]

    def _joined(self, row: Call, top: str, parts: list[tuple[Given, Mapping[str, Any]]]) -> list[Any]:
        """Each thing once; of two that have one id and say other things, one stands and the other is a problem."""
        whole: dict[bytes, Any] = {}
        named: dict[str, bytes] = {}
        for one, part in parts:
            for n, thing in enumerate(part[top]):
                body = _body(thing)
                arn = self._id(row, thing)
                before = named.setdefault(arn, body) if arn else body
                if before == body:
                    whole.setdefault(body, thing)
                    continue
                told = f"{arn.rpartition('/')[2] or arn} is there twice, with other content"
                self._log.problem(Code.DUPLICATE_ID, one.file, f"{one.pointer}/{n}", told)
                if body < before:
                    whole.pop(before, None)
                    whole[body], named[arn] = thing, body
        return list(whole.values())

    @staticmethod
    def _id(row: Call, thing: Any) -> str:
        if not row.gives or STEP in row.at:
            return ""
        place = dict.fromkeys(("account", "region", "partition", "parent"), "-")
        try:
            return str(
                fill(row.arn, {**place, **thing} if isinstance(thing, Mapping) else {**place, "item": thing})
            )
        except MissingFieldError:
            return ""


def _says(holder: Mapping[str, Any], names: frozenset[str], words: set[str]) -> bool:
    for name, value in holder.items():
        if not isinstance(value, str) or value not in words:
            continue
        if squeezed(str(name)) in names or value.startswith("arn:"):
            return True
    return False


def _meant(value: Any, subjects: tuple[str, ...]) -> bool:
    words = _words(value)
    return any(word in subjects or _last(word) in subjects for word in words)


def _words(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, str | int):
        return [str(value)]
    if isinstance(value, Mapping):
        return [word for one in value.values() for word in _words(one)]
    return [word for one in value for word in _words(one)] if isinstance(value, list | tuple) else []


def _last(word: str) -> str:
    """The last part of an ARN: what a person would put into a file's name."""
    return word.replace("/", ":").rpartition(":")[2] if word.startswith("arn:") else word


def _is_id(one: Given, name: str, value: str, known: Known) -> bool:
    inputs = known.operations[one.operation].inputs
    s = squeezed(str(name))
    return s in inputs or f"{s}s" in inputs or value.startswith("arn:")


def _body(value: Any) -> bytes:
    try:
        return canonical(normal(value))
    except (ValueError, RecursionError):
        return repr(value).encode("utf-8", "backslashreplace")
