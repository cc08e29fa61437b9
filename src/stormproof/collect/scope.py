"""What is looked at, as it becomes known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from stormproof.model.snapshot import AccountScope, RegionScope, Scope, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable


class Looked:
    """The scope being found out; only the recording thread touches it."""

    def __init__(
        self, partition: str, accounts: Iterable[AccountScope], services: Iterable[str], selection: Selection
    ) -> None:
        self._partition = partition
        self._accounts = {account.id: account for account in accounts}
        self._regions: dict[tuple[str, str], str] = {}
        self._services = tuple(sorted(set(services)))
        self._selection = selection
        self.changed = True

    def account(self, account: str, state: str) -> None:
        """The state of an account."""
        self._accounts[account] = msgspec.structs.replace(self._accounts[account], state=state)
        self.changed = True

    def region(self, account: str, region: str, state: str) -> None:
        """The state of a region."""
        self._regions[account, region] = state
        self.changed = True

    def scope(self) -> Scope:
        """As it is known now, in order."""
        self.changed = False
        return Scope(
            self._partition,
            tuple(self._accounts[account] for account in sorted(self._accounts)),
            tuple(
                RegionScope(account, name, state) for (account, name), state in sorted(self._regions.items())
            ),
            self._services,
            self._selection,
        )
