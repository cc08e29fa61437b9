"""From documents to answers: the content decides, the name of the file only where the content leaves it open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from stormproof.collect.dump import configured
from stormproof.collect.dump.given import Code, Document, Given, Hint, Log
from stormproof.collect.dump.known import ALWAYS, TOKENS, Known, Operation
from stormproof.collect.dump.names import is_region, squeezed
from stormproof.collect.dump.shapes import fit, shaped
from stormproof.model.arn import ACCOUNT

NOTHING = "no member of a known AWS answer"
DEEPEST = 3
ENVELOPE = frozenset({"account", "region", "operation", "service", "request", "answer", "error"})


class Recogniser:
    """Takes documents one after the other; what it cannot take goes to the log."""

    def __init__(self, known: Known, log: Log) -> None:
        self._known = known
        self._log = log

    def answers(self, documents: Iterable[Document]) -> Iterator[Given]:
        """Every answer that is in the documents."""
        for document in documents:
            found = list(self._document(document))
            yield from found

    def _document(self, document: Document) -> Iterator[Given]:
        document = self._opened(document)
        body = document.body
        if body is None:
            yield from self._refused(document, "EmptyFile", "the file is empty")
            return
        error = _member(body, "error")
        if isinstance(error, Mapping) and {squeezed(str(name)) for name in body} <= ENVELOPE:
            code, message = str(error.get("Code") or "Error"), str(error.get("Message") or "")
            yield from self._refused(document, code[:100], message[:1000])
        elif configured.is_export(body):
            yield from configured.answers(document, self._known, self._log)
        else:
            yield from self._body(document, body, 0)

    def _opened(self, document: Document) -> Document:
        """`{"Request": …, "Answer": …}`: the answer as it is, beside the question; other names say place and operation."""
        body = document.body or {}
        answer = _member(body, "answer")
        said = {squeezed(str(name)): value for name, value in body.items()}
        is_envelope = isinstance(answer, Mapping) or isinstance(said.get("error"), Mapping)
        if not is_envelope or set(said) - ENVELOPE:
            return document
        operation, account, region = (str(said.get(name, "")) for name in ("operation", "account", "region"))
        hint = replace(
            document.hint,
            account=account if ACCOUNT.fullmatch(account) else document.hint.account,
            region=region if is_region(region) else document.hint.region,
            operations=frozenset({operation} & set(self._known.operations)) or document.hint.operations,
        )
        request = {"Request": said["request"]} if "request" in said else {}
        held = answer if isinstance(answer, Mapping) else {"Error": said["error"]}
        return replace(document, hint=hint, body={**held, **request})

    def _refused(self, document: Document, code: str, message: str) -> Iterator[Given]:
        operations = document.hint.operations
        if len(operations) == 1:
            body = document.body or {}
            request = self._request(self._known.operations[next(iter(operations))], body)
            yield Given(
                next(iter(operations)), document, document.pointer, request=request,
                subjects=document.hint.subjects, error=(code, message),
            )  # fmt: skip
            return
        why = (
            "does not say which answer it stands for"
            if not operations
            else f"may stand for {' or '.join(sorted(operations))}"
        )
        self._log.problem(
            Code.AMBIGUOUS_ANSWER,
            document.file,
            document.pointer,
            f"{message or code}: the file {why}; name it service.operation.json",
        )

    # --- one object ---

    def _body(self, document: Document, body: Mapping[str, Any], depth: int) -> Iterator[Given]:
        names: dict[str, str] = {}
        for name in body:
            names.setdefault(squeezed(str(name)), str(name))
        rest = {s: own for s, own in names.items() if s not in ALWAYS and body[own] is not None}
        named = self._named(document, body, rest)
        if named and not depth:
            yield self._given(named, document, body)
            return
        found = False
        fits = {member: self._fitting(document, member, own, body, rest) for member, own in rest.items()}
        covered: set[str] = set()
        for operation in self._in_order(fits, rest):
            mine = [
                member
                for member, names in fits.items()
                if names == {operation.name} and member not in covered
            ]
            if mine:
                found = True
                covered |= {member for member, own in rest.items() if _belongs(operation, member, body[own])}
                yield self._given(operation, document, body, rest[mine[0]])
        for member, own in rest.items():
            if member in covered:
                continue
            if len(fits[member]) > 1:
                found = True
                self._ambiguous(document, own, fits[member])
            for given in self._bundle(document, own, body[own], depth):
                found = True
                yield given
        if not found and not depth:
            self._log.skip(document.file, NOTHING)

    def _named(
        self, document: Document, body: Mapping[str, Any], rest: Mapping[str, str]
    ) -> Operation | None:
        """The one operation that the file is named after, if nothing in it speaks against that."""
        if len(document.hint.operations) != 1:
            return None
        operation = self._known.operations[next(iter(document.hint.operations))]
        own = {name: body[name] for s, name in rest.items() if s not in operation.tokens}
        fits = all(s in operation.names for s in rest if s not in operation.tokens)
        return operation if fits and fit(own, operation.output) is not None else None

    def _in_order(self, fits: Mapping[str, set[str]], rest: Mapping[str, str]) -> list[Operation]:
        """The operations that a member names alone; those that explain most of the document first."""
        names = {next(iter(found)) for found in fits.values() if len(found) == 1}
        chosen = (self._known.operations[name] for name in names)
        return sorted(chosen, key=lambda one: (-sum(map(one.has, rest)), one.name))

    def _ambiguous(self, document: Document, own: str, names: set[str]) -> None:
        told = " or ".join(sorted(names)[:4])
        self._log.problem(
            Code.AMBIGUOUS_ANSWER,
            document.file,
            f"{document.pointer}/{own}",
            f"{own} may be the answer of {told}; name the file service.operation.json",
        )

    def _fitting(
        self, document: Document, member: str, own: str, body: Mapping[str, Any], rest: Mapping[str, str]
    ) -> set[str]:
        """The operations whose answer has this member, as far as content, then name, can tell them apart."""
        fits = {}
        for operation in self._known.by_member.get(member, ()):
            how = self._fit(operation, member, own, body, rest)
            if how is not None:
                fits[operation.name] = how
        names = set(fits)
        served = {name for name in names if name.startswith(f"{document.hint.service}:")}
        names = names & document.hint.operations or served or names
        best = max((fits[name] for name in names), default=None)
        return {name for name in names if fits[name] == best}

    def _fit(
        self, operation: Operation, member: str, own: str, body: Mapping[str, Any], rest: Mapping[str, str]
    ) -> tuple[int, int, int, int] | None:
        """The better, the larger; None where the content is of another kind."""
        value = body[own]
        if member in operation.main:
            how = fit(value, operation.output.members[operation.main[member]])
        else:
            around = operation.output.members[operation.inner[member]].member
            how = fit({own: value}, around)
        if how is None or not how.is_good:
            return None
        request = self._request(operation, body)
        asked = body.get("Request") if isinstance(body.get("Request"), Mapping) else {}
        strange = sum(squeezed(str(name)) not in operation.inputs for name in asked or {})
        around_it = sum(operation.has(name) for name in rest)
        stray = len(rest) - around_it if operation.whole else 0
        return (-how.unknown - strange, around_it + len(request), -stray, how.known)

    @staticmethod
    def _request(operation: Operation, body: Mapping[str, Any]) -> dict[str, Any]:
        """What the document says of the question: a member `Request`, or members of the request beside the answer."""
        asked = body.get("Request")
        whole = {**body, **asked} if isinstance(asked, Mapping) else body
        inputs, outputs = operation.inputs, operation.names
        said = {squeezed(str(name)) for name in asked} if isinstance(asked, Mapping) else set()
        return {
            inputs[s]: value
            for name, value in whole.items()
            if (s := squeezed(str(name))) in inputs and s not in TOKENS and (s in said or s not in outputs)
        }

    def _given(
        self, operation: Operation, document: Document, body: Mapping[str, Any], own: str = ""
    ) -> Given:
        answer: dict[str, Any] = {}
        for name, value in body.items():
            s = squeezed(str(name))
            if s in operation.inner and s not in operation.names:
                around = operation.inner[s]
                answer[around] = shaped([{name: value}], operation.output.members[around])
            elif s in operation.names and s not in operation.tokens:
                answer[operation.names[s]] = shaped(value, operation.output.members[operation.names[s]])
        truncated = self._known.is_truncated(operation.name, body)
        pointer = f"{document.pointer}/{own}" if own else document.pointer
        if truncated:
            self._log.problem(
                Code.TRUNCATED_ANSWER,
                document.file,
                pointer,
                "a token is left, so there is more; without --max-items and --no-paginate the AWS CLI prints all",
            )
        request = self._request(operation, body)
        return Given(
            operation.name, document, pointer, answer, request, document.hint.subjects, truncated=truncated
        )

    def _bundle(self, document: Document, own: str, value: Any, depth: int) -> Iterator[Given]:
        """An unknown member whose elements are answers beside their questions."""
        if (
            depth >= DEEPEST
            or not isinstance(value, list)
            or not all(isinstance(one, Mapping) for one in value)
        ):
            return
        hint = Hint(document.hint.account, document.hint.region, document.hint.service)
        for n, one in enumerate(value):
            inside = replace(document, pointer=f"{document.pointer}/{own}/{n}", hint=hint, body=one)
            yield from self._body(inside, one, depth + 1)


def _member(body: Mapping[str, Any], wanted: str) -> Any:
    """A member by its squeezed name."""
    return next((value for name, value in body.items() if squeezed(str(name)) == wanted), None)


def _belongs(operation: Operation, member: str, value: Any) -> bool:
    """Part of an answer, or a request member beside it."""
    if member in operation.names or member in operation.inner:
        return True
    return member in operation.inputs and not isinstance(value, list | Mapping)
