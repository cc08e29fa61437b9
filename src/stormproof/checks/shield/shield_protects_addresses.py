from __future__ import annotations

from stormproof.model.account import Account, account
from stormproof.model.answer import Reason, Refused
from stormproof.model.arn import Arn
from stormproof.model.finding import Severity
from stormproof.model.shield import SUBSCRIPTION_STATE, Protection
from stormproof.model.vpc import Address
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

ADDRESSES, PROTECTIONS = "ec2:DescribeAddresses", "shield:ListProtections"


@check(
    Severity.MEDIUM,
    Objective.DDOS_PROTECTED,
    aliases=("prowler:shield_advanced_protection_in_associated_elastic_ips",),
)
def shield_protects_addresses(address: Address, world: World) -> Problems:
    """Elastic addresses are protected by Shield Advanced.

    A subscription protects nothing by itself: Shield Advanced defends, and pays for, only what is on its list. An address
    that serves the Internet and is not on it has what everybody has.

    Fix: add a protection for the address, with a health check, or release the address if nothing should answer there.
    """
    owner = account(address.account, address.source, address.arn.partition)
    if not owner.shield_state.is_active:
        raise NotApplicable("is in an account without a subscription to Shield Advanced")
    if address.facts.association_id is None:
        raise NotApplicable("is associated with nothing")
    protected = {_allocation(p.facts.resource_arn) for p in world.all(Protection, account=address.account)}
    if address.facts.allocation_id not in protected:
        yield Problem("has no protection of Shield Advanced", at="/AllocationId", slug="protection")


def _allocation(text: str) -> str:
    """The allocation that a protection names, `eip-allocation/eipalloc-1`; empty if it names another thing."""
    try:
        arn = Arn.parse(text)
    except ValueError:
        return ""
    return arn.last if arn.service == "ec2" else ""


USED = {"PublicIp": "203.0.113.5", "AllocationId": "eipalloc-1", "AssociationId": "eipassoc-1"}
ACTIVE = Given(Account, {SUBSCRIPTION_STATE: {"SubscriptionState": "ACTIVE"}})


def _protection(arn: str) -> Given:
    return Given(Protection, {PROTECTIONS: {"Id": "p", "Name": "p", "ResourceArn": arn}})


OTHER = _protection("arn:aws:ec2:eu-west-1:111122223333:eip-allocation/eipalloc-2")
MINE = _protection("arn:aws:ec2:eu-west-1:111122223333:eip-allocation/eipalloc-1")
ZONE = _protection("arn:aws:route53:::hostedzone/eipalloc-1")

shield_protects_addresses.fails({ADDRESSES: USED}, others=(ACTIVE,))
shield_protects_addresses.fails({ADDRESSES: USED}, others=(ACTIVE, OTHER))
shield_protects_addresses.fails({ADDRESSES: USED}, others=(ACTIVE, ZONE))
shield_protects_addresses.passes({ADDRESSES: USED}, others=(ACTIVE, MINE))
shield_protects_addresses.skips(
    {ADDRESSES: {"PublicIp": "203.0.113.5", "AllocationId": "eipalloc-1"}}, others=(ACTIVE,)
)
shield_protects_addresses.skips(
    {ADDRESSES: USED}, others=(Given(Account, {SUBSCRIPTION_STATE: {"SubscriptionState": "INACTIVE"}}),)
)
shield_protects_addresses.cannot_say(
    {ADDRESSES: USED}, others=(ACTIVE, Given(Protection, {PROTECTIONS: Refused(Reason.DENIED)}))
)
shield_protects_addresses.cannot_say({ADDRESSES: USED})
