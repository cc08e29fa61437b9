"""A security contact is registered."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CALL = "account:GetAlternateContact@SECURITY"


@check(
    Severity.MEDIUM,
    Objective.CONTACTS_CURRENT,
    aliases=("prowler:account_security_contact_information_is_registered", "fsbp:Account.1", "cis7:2.3"),
)
def account_security_contact(account: Account, _: World) -> Problems:
    """A security contact is registered.

    Without one, AWS sends its warnings about abuse and leaked keys to the root user's mailbox, which often nobody reads.

    Fix: register the security team's shared mailbox and telephone as the alternate contact for security, in each account
    or for all of them from the organisation's management account.
    """
    if account.security_contact is None:
        yield Problem("has no security contact", at=CALL, slug="security-contact")


account_security_contact.fails({CALL: Absent("ResourceNotFoundException")})
account_security_contact.passes({CALL: {"AlternateContactType": "SECURITY", "Name": "Security"}})
