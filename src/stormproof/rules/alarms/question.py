"""What is asked on every way, and names that AWS gave, read as ARNs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stormproof.errors import UnreadableError
from stormproof.model.arn import Arn

if TYPE_CHECKING:
    from stormproof.rules.alarms.cases import Case, Sample
    from stormproof.rules.alarms.ways import Way
    from stormproof.rules.world import World


@dataclass(frozen=True, slots=True)
class Question:
    """Is anybody told of this sample, made in this account?

    `behind` remembers, for the samples of one case, what stands behind a filter: it is the same for all of them.
    """

    case: Case
    sample: Sample
    account: str
    world: World
    behind: dict[tuple[str, int], Way] = field(default_factory=dict, compare=False, repr=False)


def named(text: str, operation: str) -> Arn:
    """The ARN that an answer names; raises `UnreadableError`."""
    try:
        return Arn.parse(text)
    except ValueError as error:
        raise UnreadableError(str(error), operation=operation) from error
