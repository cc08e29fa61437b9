"""Filter patterns of CloudWatch Logs, parsed once and asked of an event.

Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stormproof.rules.patterns import conditions, terms
from stormproof.rules.patterns.regex import NotDecidedError
from stormproof.rules.patterns.truth import UNDECIDED, YES, Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 1024
"""docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html"""


@dataclass(frozen=True, slots=True)
class Filter:
    """A pattern that was read: a condition on JSON, terms of a text, everything, or why it could not be read."""

    condition: conditions.Condition | None = None
    terms: terms.Terms | None = None
    undecided: str = ""

    @property
    def takes_all(self) -> bool:
        """The empty pattern."""
        return not (self.condition or self.terms or self.undecided)


@lru_cache(maxsize=4096)
def parse(text: str) -> Filter:
    """Never raises: what is not documented, or not built, says so in `undecided`."""
    written = text.strip()
    if not written:
        return Filter()
    if len(text) > LONGEST:
        return Filter(undecided=f"a pattern of more than {LONGEST} characters")
    if written.startswith("["):
        return Filter(undecided="a pattern of fields between spaces, which speaks of lines and not of JSON")
    try:
        if written.startswith("{"):
            return Filter(condition=conditions.parse(written))
        return Filter(terms=terms.parse(written))
    except NotDecidedError as error:
        return Filter(undecided=str(error))


def matches(pattern: Filter, event: Mapping[str, Any]) -> Truth:
    """Whether a log event, which is this JSON object, is counted."""
    if pattern.undecided:
        return UNDECIDED
    if pattern.condition:
        return conditions.holds(pattern.condition, event)
    if pattern.terms:
        return terms.hold(pattern.terms, compact(event))
    return YES


def compact(event: Mapping[str, Any]) -> str:
    """The event as CloudTrail writes it: JSON without spaces, and without what a sample leaves open."""
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False, default=lambda _: None)
