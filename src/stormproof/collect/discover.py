"""Finds out where to look: enters each account, asks which regions it has, and which of them are quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from stormproof.collect import quiet, regions
from stormproof.collect.ask import Ask, Reply
from stormproof.collect.call import GLOBAL as ONCE
from stormproof.collect.call import Call, Place
from stormproof.collect.paging import paging
from stormproof.collect.plan import is_global, is_root
from stormproof.collect.rows import PROBES
from stormproof.collect.templates import pick
from stormproof.collect.transport import Answered
from stormproof.model.answer import Answer, Reason, Refused, Value

if TYPE_CHECKING:
    from stormproof.collect.asking import Asking
    from stormproof.collect.collection import Collection
    from stormproof.collect.desk import Desk
    from stormproof.collect.models import Models
    from stormproof.collect.plan import Plan
    from stormproof.collect.progress import Meter
    from stormproof.collect.roster import Roster
    from stormproof.collect.scope import Looked
    from stormproof.model.recording import Task

WHO = Call("sts:GetCallerIdentity", place=ONCE)
LIST_REGIONS = Call("account:ListRegions", place=ONCE)


class Discovery:
    """Runs in the recording thread."""

    def __init__(
        self,
        what: Collection,
        roster: Roster,
        asking: Asking,
        desk: Desk,
        models: Models,
        looked: Looked,
        meter: Meter,
    ) -> None:
        self._what = what
        self._roster = roster
        self._asking = asking
        self._desk = desk
        self._models = models
        self._looked = looked
        self._meter = meter
        self._regional = any(is_root(row) and not is_global(row) for row in self.plan.rows)
        self._unreached = {account.id for account in roster.accounts if account.state == "asked"}
        self._undecided: set[tuple[str, str]] = set()
        asking.on_region_lost = self._region_lost

    @property
    def plan(self) -> Plan:
        """What is due."""
        return self._asking.plan

    # --- accounts ---

    def begin(self) -> None:
        """Enters every account; those that are not to be asked are recorded as such."""
        for account in self._roster.accounts:
            self._meter.account(account.id, account.name, "" if account.state == "asked" else account.state)
            if account.state == "suspended":
                self._refuse(self.plan.unreached(account.id), Reason.SUSPENDED)
                self._asking.give_up(account.id, Reason.SUSPENDED)
            elif account.state == "excluded":
                self._asking.give_up(account.id, Reason.EXCLUDED)
            elif account.state == "asked" and account.id == self._roster.caller.account:
                self._entered(account.id)
            elif account.state == "asked":
                self._desk.put(
                    Ask(WHO, account.id, self.plan.home, {}, _parsed, partial(self._is, account.id))
                )

    def _is(self, account: str, reply: Reply) -> None:
        said = reply.made or {}
        if said.get("Account") == account:
            self._entered(account)
            return
        refused = reply.instead
        if not isinstance(refused, Refused):
            message = f"the role answers for account {said.get('Account')}"
            refused = Refused(Reason.DENIED, "sts:AssumeRole", "OtherAccount", message, reply.asked_at)
        self._unreached.discard(account)
        self._looked.account(account, "refused")
        self._meter.account(account, note="refused")
        self._refuse(self.plan.unreached(account), refused)
        self._asking.give_up(account, refused)

    def _entered(self, account: str) -> None:
        organisation = account == self._roster.organisation
        self._asking.resume(account)
        self._asking.start(self.plan.of_account(account, organisation=organisation), self._unwanted)
        if self._roster.organisation is None and account == self._roster.caller.account:
            apart = (
                due for due in self.plan.of_account(account, organisation=True) if due[1].place is Place.ORG
            )
            self._asking.refuse(apart, Reason.EXCLUDED)
        if self._regional or self._what.regions:
            self._asking.ask_first(account, partial(self._ec2_said, account))
        else:
            self._unreached.discard(account)

    # --- regions ---

    def _ec2_said(self, account: str, answer: Answer) -> None:
        found = regions.of_ec2(answer.item()) if isinstance(answer, Value) else {}
        if found:
            self._regions(account, found)
            return
        then = partial(self._account_said, account)
        self._desk.put(Ask(LIST_REGIONS, account, self.plan.home, {"MaxResults": 50}, _parsed, then))

    def _account_said(self, account: str, reply: Reply) -> None:
        found = regions.of_account(pick(reply.made, "Regions") or ()) if reply.made else {}
        self._regions(account, found or regions.unknown(self._what.regions, self.plan.home))

    def _regions(self, account: str, enabled: Mapping[str, bool]) -> None:
        self._unreached.discard(account)
        others = self._models.regions_elsewhere(self.plan.partition)
        enabled = {name: state for name, state in enabled.items() if name not in others}
        states = regions.states(enabled, self._what.regions, unrestricted=self._what.endpoint_url is not None)
        self._undecided |= {(account, name) for name, state in states.items() if state == regions.ASKED}
        for name, state in states.items():
            self._looked.region(account, name, state)
            if state == regions.EXCLUDED:
                self._asking.refuse(self.plan.of_region(account, name), Reason.EXCLUDED)
            elif state == regions.ASKED:
                self._region(account, name)
            elif name in self._what.regions:
                refused = Refused(
                    Reason.REGION_NOT_ENABLED, None, "NotOptedIn", f"{name} is not enabled in this account"
                )
                self._refuse(self.plan.of_region(account, name), refused)

    def _region(self, account: str, region: str) -> None:
        due = list(self.plan.of_region(account, region))
        self._asking.start([pair for pair in due if pair[1].settings], self._unwanted_in(region))
        before = self._decided_before(account, region)
        if before is not None:
            self._decide(account, region, is_quiet=before)
        elif self._what.thorough or not quiet.worth_probing(self.plan.rows):
            self._decide(account, region, is_quiet=False)
        else:
            self._probe(account, region, 0)

    def _decided_before(self, account: str, region: str) -> bool | None:
        """What an earlier process of this run found the region to be."""
        for task, row in self.plan.of_region(account, region):
            if row.settings or self._unwanted_in(region)(row):
                continue
            if ended := self._asking.ended.get(task):
                return ended.reason is Reason.QUIET
            if task in self._asking.begun:
                return False
        return None

    def _probe(self, account: str, region: str, n: int) -> None:
        if n == len(PROBES):
            self._decide(account, region, is_quiet=True)
            return
        probe = PROBES[n]
        then = partial(self._probed, account, region, n)
        self._desk.put(Ask(probe, account, region, probe.send, _parsed, then))

    def _probed(self, account: str, region: str, n: int, reply: Reply) -> None:
        if reply.instead is not None:
            self._decide(account, region, is_quiet=False)
            return
        more = paging(self._models, PROBES[n].name).next_token(reply.made) is not None
        if quiet.anything(PROBES[n], reply.made, region, more=more):
            self._decide(account, region, is_quiet=False)
        else:
            self._probe(account, region, n + 1)

    def _decide(self, account: str, region: str, *, is_quiet: bool) -> None:
        self._undecided.discard((account, region))
        due = [pair for pair in self.plan.of_region(account, region) if not pair[1].settings]
        if is_quiet:
            self._looked.region(account, region, "quiet")
            self._refuse(due, Reason.QUIET)
        else:
            self._asking.start(due, self._unwanted_in(region))

    def _region_lost(self, account: str, region: str) -> None:
        self._looked.region(account, region, regions.NOT_ENABLED)

    # --- what is left out ---

    def _refuse(self, due: Iterable[tuple[Task, Call]], answer: Refused | Reason) -> None:
        """Questions that get one answer unasked; what nobody chose to ask is left out, not refused."""
        pairs = list(due)
        self._asking.refuse([pair for pair in pairs if self._unwanted(pair[1])], Reason.EXCLUDED)
        self._asking.refuse([pair for pair in pairs if not self._unwanted(pair[1])], answer)

    def _unwanted(self, row: Call) -> Reason | None:
        return Reason.EXCLUDED if self._what.services and row.service not in self._what.services else None

    def _unwanted_in(self, region: str) -> Any:
        def reason(row: Call) -> Reason | None:
            if found := self._unwanted(row):
                return found
            own = self._what.endpoint_url is not None
            return (
                None
                if own or self._models.offered(row.service, region, self.plan.partition)
                else Reason.NOT_OFFERED
            )

        return reason

    def out_of_time(self) -> None:
        """What nobody came to ask is refused too: nothing is left out because the time was up."""
        refused = Refused(Reason.DEADLINE, None, "deadline", "the run's time was up")
        for account in sorted(self._unreached):
            self._refuse(self.plan.unreached(account), refused)
        for account, region in sorted(self._undecided):
            self._refuse(self.plan.of_region(account, region), refused)


def _parsed(answered: Answered, _: dt.datetime) -> Mapping[str, Any]:
    return answered.parsed
