"""What a check is: a function from a resource to problems, with its title, its documentation and its examples."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

from stormproof.errors import StormproofError
from stormproof.model.answer import Absent, NotAsked, Refused
from stormproof.model.finding import Severity, Status
from stormproof.model.resource import Resource
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Known, Settings

TITLE_LIMIT = 72
Body = Mapping[str, Any] | list[Any] | str | Absent | Refused | NotAsked


@dataclass(frozen=True, slots=True)
class At:
    """A place in an answer about another thing than the subject: `At(trail, "cloudtrail:GetTrailStatus/IsLogging")`."""

    resource: Resource
    pointer: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one thing. `message` completes *this resource …*.

    `at` points into AWS's own answer: `/StorageEncrypted` into the answer that lists the thing,
    `s3:GetBucketPolicy/Statement/0` into another about it (`operation@variant/…` where there are several), an `At` into
    one about another thing. `slug` names the problem for ever; without it, it is made from the first pointer.
    """

    message: str
    at: str | At | tuple[str | At, ...] = ""
    slug: str | None = None
    severity: Severity | None = None
    aliases: tuple[str, ...] | None = None


class NotApplicable(StormproofError):  # noqa: N818  it is an answer, not a fault
    """Raised by the first lines of a check that does not concern this thing; says why."""


Problems = Iterator[Problem]


@dataclass(frozen=True, slots=True)
class Given:
    """Another thing of an example's world: `Given(Trail, {"cloudtrail:DescribeTrails": {…}}, name="main")`.

    Where the answer that lists the kind is `Refused` or `NotAsked`, no listing was answered: there is no such thing.
    """

    kind: type[Resource]
    answers: Mapping[str, Body]
    name: str = "other"
    account: str | None = None
    region: str | None = None
    arn: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """The smallest facts that decide, and the verdict. Keys of `answers` are `operation` or `operation@variant`.

    `kind` is said where a check judges several kinds and the example is not of the first.
    """

    status: Status
    answers: Mapping[str, Body]
    others: tuple[Given, ...] = ()
    settings: Settings = field(default_factory=Settings)
    known: Known = field(default_factory=Known)
    name: str = "example"
    arn: str | None = None
    severity: Severity | None = None
    kind: type[Resource] | None = None


@dataclass(slots=True, eq=False)
class Check:
    """A rule of the product; calling it gives the problems of one thing."""

    id: str
    severity: Severity
    objectives: tuple[Objective, ...]
    aliases: tuple[str, ...]
    was: tuple[str, ...]
    kinds: tuple[type[Resource], ...]
    function: Callable[..., Problems]
    title: str
    why: str
    fix: str
    file: str
    examples: list[Example] = field(default_factory=list)

    def __call__(self, subject: Resource, world: Any) -> Problems:
        return self.function(subject, world)

    @property
    def kind(self) -> type[Resource]:
        """The kind of thing that it judges; the first, where it judges several alike."""
        return self.kinds[0]

    @property
    def service(self) -> str:
        """The folder: the first word of the id."""
        return self.id.partition("_")[0]

    def fails(self, answers: Mapping[str, Body], **more: Any) -> None:
        """These facts FAIL."""
        self.examples.append(Example(Status.FAIL, answers, **more))

    def passes(self, answers: Mapping[str, Body], **more: Any) -> None:
        """These facts PASS."""
        self.examples.append(Example(Status.PASS, answers, **more))

    def skips(self, answers: Mapping[str, Body], **more: Any) -> None:
        """The check does not concern such a thing: NOT_APPLICABLE."""
        self.examples.append(Example(Status.NOT_APPLICABLE, answers, **more))

    def cannot_say(self, answers: Mapping[str, Body], **more: Any) -> None:
        """These facts leave it UNKNOWN."""
        self.examples.append(Example(Status.UNKNOWN, answers, **more))


def check(
    severity: Severity, *objectives: Objective, aliases: tuple[str, ...] = (), was: tuple[str, ...] = ()
) -> Callable[[Callable[..., Problems]], Check]:
    """Makes a check of a function; its name is the check's id, its docstring the documentation (title, why, `Fix:`)."""

    def made(function: Callable[..., Problems]) -> Check:
        title, why, fix = _documentation(function)
        subject = next(iter(get_type_hints(function).values()))
        return Check(
            function.__name__,
            severity,
            objectives,
            aliases,
            was,
            get_args(subject) or (subject,),
            function,
            title,
            why,
            fix,
            inspect.getfile(function),
        )

    return made


def _documentation(function: Callable[..., Problems]) -> tuple[str, str, str]:
    text = inspect.getdoc(function) or ""
    title, _, rest = text.partition("\n")
    why, mark, fix = rest.strip().partition("Fix:")
    if not title.endswith(".") or len(title) > TITLE_LIMIT or not why.strip() or not mark or not fix.strip():
        raise ValueError(
            f"{function.__name__}: the docstring needs a title of at most {TITLE_LIMIT} characters, a reason and 'Fix:'"
        )
    return title, _joined(why), _joined(fix)


def _joined(text: str) -> str:
    return "\n\n".join(re.sub(r"\s+", " ", part).strip() for part in text.strip().split("\n\n"))
