"""A thing in AWS and all that was answered about it; typed views read it lazily.

class Bucket(Resource, kind="s3:bucket", type="AWS::S3::Bucket"):
    facts = facet("s3:ListBuckets", BucketFacts)                  # the root call that lists buckets: its item
    policy = facet("s3:GetBucketPolicy", Policy, absent=None)     # Policy | None; raises NotCollectedError
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, overload

import msgspec

from stormproof.errors import NotCollectedError, UnreadableError
from stormproof.model.answer import Absent, Answer, NotAsked, Refused, Value
from stormproof.model.arn import Arn

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
A = TypeVar("A")

GLOBAL = "global"
"""The region of what lives in no region."""

TAGGING = "resourcegroupstaggingapi:GetResources"
KINDS: dict[str, type[Resource]] = {}
"""Every kind by its name, `s3:bucket`; filled as the modules of `model/` are imported."""


class Answers(Protocol):
    """Where the answers about a thing come from."""

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer; `NotAsked` where there is none."""
        ...


class _Never:
    """The default of `absent`: absence is impossible, and if it happens, it is unreadable."""


class Facet(Generic[T]):
    """One answer about a resource, decoded into a shape on first use."""

    def __init__(self, operation: str, shape: Any, absent: Any, variant: str) -> None:
        self.operation = operation
        self.shape = shape
        self.absent = absent
        self.variant = variant
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, resource: None, owner: type) -> Facet[T]: ...
    @overload
    def __get__(self, resource: Resource, owner: type) -> T: ...
    def __get__(self, resource: Resource | None, owner: type) -> Facet[T] | T:
        if resource is None:
            return self
        answer = resource.answer(self.operation, self.variant)
        key = (self.operation, self.variant)
        if key not in resource.decoded:
            resource.decoded[key] = self._decode(resource, answer)
        found: T = resource.decoded[key]
        return found

    def _decode(self, resource: Resource, answer: Answer) -> Any:
        match answer:
            case Value(body=body):
                try:
                    return msgspec.json.decode(body, type=self.shape)
                except msgspec.ValidationError as error:
                    message = f"{self.operation} on {resource.arn}: {error}"
                    raise UnreadableError(message, operation=self.operation) from error
            case Absent(code=code):
                if self.absent is _Never:
                    message = f"{self.operation} on {resource.arn}: absent ({code}), which nobody expected"
                    raise UnreadableError(message, operation=self.operation)
                return self.absent
            case Refused() | NotAsked():
                raise NotCollectedError(str(resource.arn), self.operation, answer)


@overload
def facet(operation: str, shape: type[T], *, absent: None, variant: str = "") -> Facet[T | None]: ...
@overload
def facet(operation: str, shape: type[T], *, absent: A, variant: str = "") -> Facet[T | A]: ...
@overload
def facet(operation: str, shape: type[T], *, variant: str = "") -> Facet[T]: ...
def facet(operation: str, shape: Any, *, absent: Any = _Never, variant: str = "") -> Facet[Any]:
    """A typed view of one answer: `absent` is what stands for *there is none* (state AWS's default beside it)."""
    return Facet(operation, shape, absent, variant)


class Resource:
    """A thing by its ARN; two with the same ARN are equal.

    `kind` is ours (`ec2:instance`), `type` is CloudFormation's. A kind that is listed by a call has a facet `facts`
    over the item of that root call; kinds without (`Account`, `AccountRegion`) exist because a scope names them.
    """

    kind: ClassVar[str] = ""
    type: ClassVar[str] = ""

    def __init_subclass__(cls, *, kind: str, type: str, **options: Any) -> None:  # noqa: A002  AWS's word
        super().__init_subclass__(**options)
        cls.kind = kind
        cls.type = type
        KINDS[kind] = cls

    def __init__(self, arn: Arn, account: str, region: str, source: Answers) -> None:
        self.arn = arn
        self.account = account
        self.region = region
        self.source = source
        self.decoded: dict[tuple[str, str], Any] = {}

    def answer(self, operation: str, variant: str = "") -> Answer:
        """The answer of one operation about this thing."""
        return self.source.answer(str(self.arn), operation, variant)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resource) and self.arn == other.arn

    def __hash__(self) -> int:
        return hash(self.arn)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.arn})"

    @property
    def name(self) -> str:
        """The id that a person uses: bucket name, `sg-…`, user name."""
        return self.arn.last

    @property
    def short(self) -> str:
        """What stands behind the account in a short name: `role/x`, `i/…`."""
        return f"{self.kind.partition(':')[2]}/{self.name}"

    @property
    def tags(self) -> Mapping[str, str] | None:
        """Tags from the list answer, else from the tagging API; None where neither was answered."""
        for operation in (root_of(type(self)), TAGGING):
            answer = self.answer(operation) if operation else None
            if isinstance(answer, Value) and (found := tags_in(answer.item())) is not None:
                return found
        return None


def root_of(kind: type[Resource]) -> str | None:
    """The operation that lists things of this kind."""
    facts = kind.__dict__.get("facts") or getattr(kind, "facts", None)
    return facts.operation if isinstance(facts, Facet) else None


def tags_in(item: Any) -> dict[str, str] | None:
    """The tags of an answer in any of AWS's forms; None if it has no such member."""
    if not isinstance(item, dict):
        return None
    for member in ("Tags", "TagSet", "TagList", "tags"):
        found = item.get(member)
        if isinstance(found, dict):
            return {str(k): str(v) for k, v in found.items()}
        if isinstance(found, list):
            pairs = [
                (t.get("Key", t.get("TagKey")), t.get("Value", t.get("TagValue")))
                for t in found
                if isinstance(t, dict)
            ]
            return {str(k): "" if v is None else str(v) for k, v in pairs if k is not None}
    return None
