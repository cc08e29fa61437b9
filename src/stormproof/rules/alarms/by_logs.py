"""The way through CloudWatch: a trail, its log group, a metric filter, an alarm, a receiver."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from stormproof.errors import NotCollectedError, UndecidedError
from stormproof.model.account import AccountRegion
from stormproof.model.answer import NotAsked
from stormproof.rules.alarms.alarm import through_alarms
from stormproof.rules.alarms.metric import Counter
from stormproof.rules.alarms.records import AGAIN, ONCE, record, region_of
from stormproof.rules.alarms.ways import NOWHERE, Stage, Way, either, fault
from stormproof.rules.check import At
from stormproof.rules.patterns import filters
from stormproof.rules.patterns.truth import NO, UNDECIDED, YES, Truth, every, some

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stormproof.model.arn import Arn
    from stormproof.model.logs import MetricFilter
    from stormproof.rules.alarms.cases import Sample
    from stormproof.rules.alarms.question import Question
    from stormproof.rules.alarms.records import Circumstances
    from stormproof.rules.world import World

FILTERS = "logs:DescribeMetricFilters"
ELSEWHERE: Mapping[str, str] = {
    "aws": "ap-southeast-2",
    "aws-us-gov": "us-gov-east-1",
    "aws-cn": "cn-northwest-1",
}
"""Where a second sample is recorded: a filter may ask in which region."""


@dataclass(frozen=True, slots=True)
class LogGroup:
    """The log group that a trail feeds, in the region of the account that holds it."""

    place: AccountRegion
    name: str

    def said(self, account: str) -> str:
        """A name for a person, who is told of an account that is not the one judged."""
        return f"log group {self.name}" + (
            f" of {self.place.account}" if self.place.account != account else ""
        )

    def filters(self) -> Iterator[tuple[int, MetricFilter]]:
        for n, one in enumerate(self.place.metric_filters):
            if one.log_group_name == self.name:
                yield n, one


def log_group(arn: Arn, world: World) -> LogGroup:
    """The log group of an ARN, `…:log-group:NAME:*`; raises where its account was not looked at."""
    for place in world.known(AccountRegion, account=arn.account, region=arn.region):
        return LogGroup(place, arn.name.removeprefix("log-group:").partition(":")[0])
    raise NotCollectedError(str(arn), FILTERS, NotAsked())


def told(group: LogGroup, question: Question) -> Way:
    """Through the metric filters of a log group."""
    way = either(_through_filter(group, n, one, question) for n, one in group.filters())
    if way.told or way.gaps or way.faults:
        return way
    message = f"has no metric filter on {group.said(question.account)} that matches {{what}}"
    return fault(Stage.FILTER, message, At(group.place, FILTERS))


def _through_filter(group: LogGroup, n: int, one: MetricFilter, question: Question) -> Way:
    counted = every(_counts(one, question.sample, question.account, group))
    if counted is NO:
        return NOWHERE
    at = At(group.place, f"{FILTERS}/{n}/filterPattern")
    noise = [(quiet, some(_counts(one, quiet, question.account, group))) for quiet in question.case.quiet]
    loud = next((quiet for quiet, truth in noise if truth is YES), None)
    if counted is YES and loud:
        message = (
            f"has a metric filter {one.filter_name} on {group.said(question.account)} that matches {{what}}"
            f" and ordinary events alike, such as {loud.said} of {loud.service}"
        )
        return fault(Stage.NOISE, message, at)
    key = (str(group.place.arn), n)
    way = question.behind.get(key) or _behind_filter(group, n, one, question.world)
    question.behind[key] = way
    if way.shut or (counted is YES and all(truth is NO for _, truth in noise)):
        return way
    return Way(gaps=(_undecided(one, group),))


def _undecided(one: MetricFilter, group: LogGroup) -> UndecidedError:
    why = filters.parse(one.filter_pattern).undecided or "a condition whose meaning is not documented"
    return UndecidedError(
        f"the metric filter {one.filter_name} on log group {group.name} has {why}", operation=FILTERS
    )


def _counts(one: MetricFilter, sample: Sample, account: str, group: LogGroup) -> Iterator[Truth]:
    """Whether the filter counts the sample, made here, and again elsewhere by somebody else."""
    if one.apply_on_transformed_logs or one.field_selection_criteria:
        yield UNDECIDED
        return
    here = group.place.region
    partition = group.place.arn.partition
    for region, made in ((here, ONCE), (ELSEWHERE.get(partition, here), AGAIN)):
        yield _match(one.filter_pattern, sample, account, region, made, partition)


@lru_cache(maxsize=65536)
def _match(
    pattern: str, sample: Sample, account: str, region: str, made: Circumstances, partition: str
) -> Truth:
    where = region_of(sample, region, partition)
    return filters.matches(filters.parse(pattern), record(sample, account, where, partition, made))


def _behind_filter(group: LogGroup, n: int, one: MetricFilter, world: World) -> Way:
    counters = [Counter(one, emitted) for emitted in one.metric_transformations]
    way = either(through_alarms(group.place, counter, world) for counter in counters)
    if way.told or way.gaps or way.faults:
        return way
    names = ", ".join(counter.name for counter in counters)
    at = At(group.place, f"{FILTERS}/{n}/filterName")
    return fault(Stage.ALARM, f"has no alarm on the metric {names}, which counts {{what}}", at)
