"""The account's contact details are on file."""

from __future__ import annotations

import datetime as dt

from stormproof.errors import NotAttestedError
from stormproof.model.account import Account
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World

CALL = "account:GetContactInformation"
GOOD_FOR = dt.timedelta(days=365)
TOMORROW = dt.timedelta(days=-1)
"""A day east of UTC begins earlier; a later one is no confirmation yet."""


@check(
    Severity.MEDIUM,
    Objective.CONTACTS_CURRENT,
    aliases=("prowler:account_maintain_current_contact_details", "cis7:2.2"),
)
def account_contact_details_current(account: Account, world: World) -> Problems:
    """The account's contact details are on file.

    AWS writes and phones here when it sees abuse or a leaked key, and gives a lost account back to whom these details
    name. That they are there can be read; that they are true only a person knows, so someone has to confirm it once a year.

    Fix: complete the contact information in the account's settings, then note the day on which somebody compared it with
    the facts as `contacts_confirmed` under `[settings]`.
    """
    contact = account.contact_information
    if contact is None:
        yield Problem("has no contact information", at=CALL, slug="contact")
        return
    if contact.missing:
        yield Problem(f"has no {', '.join(contact.missing)} on file", at=CALL, slug="contact")
        return
    confirmed = world.settings.contacts_confirmed
    if confirmed is None or not TOMORROW <= world.now.date() - confirmed <= GOOD_FOR:
        raise NotAttestedError("are the contact details true? nobody has confirmed it in the last 365 days")


COMPLETE = {
    "FullName": "Marram Payments",
    "AddressLine1": "1 Dune Road",
    "City": "Egmond",
    "PostalCode": "1931",
    "CountryCode": "NL",
    "PhoneNumber": "…00",
}

account_contact_details_current.fails({CALL: Absent("ResourceNotFoundException")})
account_contact_details_current.fails({CALL: COMPLETE | {"FullName": " "}})
account_contact_details_current.fails({CALL: {k: v for k, v in COMPLETE.items() if k != "PhoneNumber"}})
account_contact_details_current.fails({CALL: COMPLETE | {"PostalCode": ""}})
account_contact_details_current.cannot_say({CALL: COMPLETE})
account_contact_details_current.cannot_say(
    {CALL: COMPLETE}, settings=Settings(contacts_confirmed=dt.date(2025, 11, 23))
)
account_contact_details_current.passes(
    {CALL: COMPLETE}, settings=Settings(contacts_confirmed=dt.date(2025, 11, 24))
)
account_contact_details_current.passes(
    {CALL: COMPLETE}, settings=Settings(contacts_confirmed=dt.date(2026, 11, 25))
)
account_contact_details_current.cannot_say(
    {CALL: COMPLETE}, settings=Settings(contacts_confirmed=dt.date(2062, 11, 24))
)
