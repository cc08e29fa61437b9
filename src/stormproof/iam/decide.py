"""The concrete evaluator: one request, every layer, one decision with its grounds.

Order and combination: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and
…/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stormproof.iam.formulas import (
    Atom,
    BudgetError,
    Completions,
    Formula,
    Literal,
    atoms,
    both,
    either,
    opposite,
)
from stormproof.iam.globs import fold
from stormproof.iam.hearing import Hearing, bound_by_scp, hear
from stormproof.iam.layers import Ground, Policies
from stormproof.iam.policy import Effect
from stormproof.iam.request import FEDERATING, Kind, Request
from stormproof.iam.special import policy_must_take_part, refused_by_aws, within_the_credential


class Answer(Enum):
    """Allowed, denied, or dependent on what is not known."""

    ALLOWED = "ALLOWED"
    DENIED = "DENIED"
    DEPENDS = "DEPENDS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What neither the request nor a policy says; `dangling` are names whose bearer was deleted and made again."""

    aws_managed_key: bool = False
    dangling: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`because` are the statements that decided, `missing` the layers without an Allow; each set of `residual` suffices."""

    effect: Answer
    explicit: bool = False
    because: tuple[Ground, ...] = ()
    missing: tuple[str, ...] = ()
    residual: tuple[tuple[Literal, ...], ...] = ()
    depends_on: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.effect is Answer.ALLOWED


def decide(request: Request, policies: Policies, flags: Flags = Flags()) -> Decision:
    """Whether the request is allowed; never an answer that a fact left out could turn."""
    action = fold(request.action)
    if refusal := _refusal(request):
        return Decision(effect=Answer.DENIED, notes=(refusal,))
    if action == "sts:getcalleridentity" and request.principal.kind is not Kind.ANONYMOUS:
        return Decision(effect=Answer.ALLOWED, notes=("AWS always allows it; a Deny on it has no effect",))
    heard = hear(request, policies, flags.dangling, aws_managed_key=flags.aws_managed_key)
    notes = _notes(request, policies)
    allowed = both(within_the_credential(request), heard.outer, _granted(request, heard))
    if action == "sts:getsessiontoken":
        allowed = within_the_credential(request)
    allowed = both(allowed, not refused_by_aws(request))
    try:
        return _concluded(both(opposite(heard.denied), allowed), heard, notes)
    except BudgetError as error:
        return Decision(effect=Answer.DEPENDS, depends_on=("budget",), notes=(*notes, str(error)))


def _granted(request: Request, heard: Hearing) -> Formula:
    """Rows 5 and 6: what the caller's own policies and the resource's must say together."""
    found = heard.resource.allows
    if request.principal.kind in {Kind.ANONYMOUS, Kind.SERVICE, *FEDERATING}:
        return found.direct
    by_resource = either(found.direct, both(found.role, heard.cap))
    if policy_must_take_part(request):
        same_account = either(by_resource, both(found.account, heard.own))
    else:
        same_account = either(by_resource, heard.own)
    across = both(heard.own, found.any)
    owner = request.owner
    if owner is None:
        is_same = Atom("resource-account", values=(request.resource,))
        return either(both(is_same, same_account), both(opposite(is_same), across))
    return same_account if owner == request.principal.account else across


def _concluded(granted: Formula, heard: Hearing, notes: tuple[str, ...]) -> Decision:
    """The formula over all completions of what is not known."""
    completions = Completions.of(atoms(granted, heard.denied))
    rows = completions.where(granted)
    if rows == completions.full:
        return Decision(effect=Answer.ALLOWED, because=heard.grounds(Effect.ALLOW), notes=notes)
    if rows:
        sufficient = tuple(completions.sufficient(rows))
        return Decision(
            effect=Answer.DEPENDS,
            because=heard.grounds(Effect.ALLOW) + heard.grounds(Effect.DENY),
            residual=sufficient,
            depends_on=tuple(sorted({one.atom.name for some in sufficient for one in some})),
            notes=notes,
        )
    if completions.where(heard.denied) == completions.full:
        return Decision(effect=Answer.DENIED, explicit=True, because=heard.grounds(Effect.DENY), notes=notes)
    missing = tuple(name for name, formula in heard.missing if formula is False)
    return Decision(effect=Answer.DENIED, missing=missing, notes=notes)


def _refusal(request: Request) -> str:
    """What no policy can change."""
    caller = request.principal
    parts = request.resource.split(":", 2)
    partition = parts[1] if parts[0] == "arn" and len(parts) > 1 else caller.partition
    if caller.kind not in {Kind.ANONYMOUS, Kind.SERVICE} and partition != caller.partition:
        return f"the caller is in the partition {caller.partition}, the resource in another"
    return ""


def _notes(request: Request, policies: Policies) -> tuple[str, ...]:
    found = []
    if policies.scp and not bound_by_scp(request):
        found.append("service control policies do not bind this caller")
    if refused_by_aws(request):
        found.append("AWS owns the object and refuses to change it")
    return tuple(found)
