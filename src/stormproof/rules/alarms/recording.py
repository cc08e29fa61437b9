"""Does a trail record an event: its selectors, basic or advanced, asked of a sample.

Source: docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stormproof.model.cloudtrail import AdvancedEventSelector, EventSelector, FieldSelector, Selectors, Way
from stormproof.rules.patterns.truth import UNDECIDED, Truth, every, of, some

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stormproof.rules.alarms.cases import Sample


def records(selectors: Selectors, sample: Sample) -> Truth:
    """Whether a sample's event is recorded."""
    basic = (_basic(selector, sample) for selector in selectors.event_selectors)
    advanced = (_advanced(selector, sample) for selector in selectors.advanced_event_selectors)
    return some((some(basic), some(advanced)))


def _basic(selector: EventSelector, sample: Sample) -> Truth:
    way = Way.READ if sample.reads else Way.WRITE
    return of(way in selector.management and sample.source not in selector.exclude_management_event_sources)


def _advanced(selector: AdvancedEventSelector, sample: Sample) -> Truth:
    fields = {
        "eventCategory": "Management",
        "readOnly": "true" if sample.reads else "false",
        "eventSource": sample.source,
        "eventName": sample.name,
        "eventType": "AwsConsoleSignIn" if sample.signs_in else "AwsApiCall",
    }
    return every(_field(one, fields) for one in selector.field_selectors)


def _field(selector: FieldSelector, fields: Mapping[str, str]) -> Truth:
    value = fields.get(selector.field_)
    if value is None:
        return UNDECIDED
    tests = [
        of(value in selector.equals) if selector.equals else None,
        of(value.startswith(selector.starts_with)) if selector.starts_with else None,
        of(value.endswith(selector.ends_with)) if selector.ends_with else None,
        of(value not in selector.not_equals) if selector.not_equals else None,
        of(not value.startswith(selector.not_starts_with)) if selector.not_starts_with else None,
        of(not value.endswith(selector.not_ends_with)) if selector.not_ends_with else None,
    ]
    asked = [test for test in tests if test is not None]
    return asked[0] if len(asked) == 1 else UNDECIDED  # AWS does not say how several operators join
