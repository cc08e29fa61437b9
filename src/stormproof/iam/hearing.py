"""Every layer heard about one request: who is bound by what, before anything is weighed.

Sources: docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html, …_rcps.html and
docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stormproof.iam.formulas import Atom, Formula, both, either, opposite
from stormproof.iam.globs import fold
from stormproof.iam.layers import (
    EVERYBODY,
    UNREAD,
    Ground,
    Layer,
    Level,
    Levels,
    Naming,
    Policies,
    Unread,
    Verdict,
    judged,
)
from stormproof.iam.policy import Effect
from stormproof.iam.request import OF_A_ROLE, Account, Kind, Request
from stormproof.iam.special import rcp_binds

WITH_IDENTITY = frozenset({Kind.USER, Kind.FEDERATED, *OF_A_ROLE})
ALL_OF_IDENTITY = frozenset({Kind.ROOT, Kind.ROOT_SESSION})
WITH_SESSION = frozenset({Kind.FEDERATED, Kind.ROOT_SESSION, *OF_A_ROLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What each layer says, by its name; a layer that does not bind the caller is not among them."""

    everything: bool  # a root user's own policies allow all
    identity: tuple[Verdict, ...]
    caps: dict[str, Verdict]  # boundary and session policy
    resource: Verdict
    scp: dict[str, Verdict]
    rcp: tuple[Verdict, ...]
    endpoint: dict[str, Verdict]

    @property
    def denied(self) -> Formula:
        return either(*(one.denies for one in self._all()))

    @property
    def identity_allows(self) -> Formula:
        return either(self.everything, *(one.allows.any for one in self.identity))

    @property
    def cap(self) -> Formula:
        return both(*(one.allows.any for one in self.caps.values()))

    @property
    def own(self) -> Formula:
        return both(self.identity_allows, self.cap)

    @property
    def outer(self) -> Formula:
        """Every level of SCPs and the endpoint policy must hold an Allow."""
        return both(*(one.allows.any for one in (*self.scp.values(), *self.endpoint.values())))

    @property
    def missing(self) -> Iterator[tuple[str, Formula]]:
        """What each layer would have had to say."""
        if self.identity:
            yield "identity", self.identity_allows
        for name, verdict in (*self.caps.items(), *self.scp.items(), *self.endpoint.items()):
            yield name, verdict.allows.any
        yield "resource", self.resource.allows.any

    def grounds(self, effect: Effect) -> tuple[Ground, ...]:
        """All that deny; of those that allow, one in each layer where it does for certain."""
        found = [one.grounds(effect) for one in self._all()]
        if effect is Effect.ALLOW:
            found = [
                grounds[:1] if one.allows.any is True else grounds
                for one, grounds in zip(self._all(), found, strict=True)
            ]
        return tuple(ground for grounds in found for ground in grounds)

    def _all(self) -> Iterator[Verdict]:
        yield from self.identity
        yield from self.caps.values()
        yield self.resource
        yield from self.scp.values()
        yield from self.rcp
        yield from self.endpoint.values()


def hear(request: Request, policies: Policies, dangling: frozenset[str], *, aws_managed_key: bool) -> Hearing:
    """Each layer that binds this caller, asked on its own."""
    kind = request.principal.kind
    boundary = policies.boundary if has_boundary(request) else None
    naming = Naming(by_principal=True, bare_matches=False, bounded=boundary is not None, dangling=dangling)
    open_to_all = Naming(
        by_principal=True, bare_matches=True, bounded=boundary is not None, dangling=dangling
    )
    group = policies.group if kind in {Kind.USER, Kind.FEDERATED} else None
    caps: dict[str, Layer] = {"boundary": boundary, "session": _session(request, policies)}
    binds = False if aws_managed_key or _spared(request, request.owner) else rcp_binds(request)
    return Hearing(
        everything=kind in ALL_OF_IDENTITY,
        identity=(judged(policies.identity, request, "identity"), judged(group, request, "group"))
        if kind in WITH_IDENTITY
        else (),
        caps={name: judged(layer, request, name) for name, layer in caps.items() if layer is not None},
        resource=_resource(request, policies, naming),
        scp=_levels(policies.scp if bound_by_scp(request) else None, request, "scp", EVERYBODY),
        rcp=tuple(one.where(binds) for one in _levels(policies.rcp, request, "rcp", naming).values()),
        endpoint=_levels(_one_level(policies.endpoint), request, "endpoint", open_to_all),
    )


def _resource(request: Request, policies: Policies, naming: Naming) -> Verdict:
    """Its policy, and what else may allow there or take an Allow away."""
    verdict = judged(policies.resource, request, "resource", naming=naming)
    service = fold(request.action).partition(":")[0]
    stranger = request.owner is None or request.owner != request.principal.account
    if (
        service == "s3"
        and policies.block_public_access
        and stranger
        and request.principal.kind is not Kind.SERVICE
    ):
        verdict = replace(
            verdict, allows=verdict.allows.where(opposite(_unread("block-public-access", "denies")))
        )
    channel = {"kms": policies.grants and "grants", "s3": policies.acl and "acl"}.get(service)
    if channel:
        direct = either(verdict.allows.direct, _unread(channel, "allows"))
        verdict = replace(verdict, allows=replace(verdict.allows, direct=direct))
    return verdict


def _unread(name: str, verb: str) -> Atom:
    return Atom(f"layer:{name}", "", f"layer-{verb}", (name,))


def has_boundary(request: Request) -> bool:
    """Users and roles can have one; it does not bind a service-linked role."""
    return request.principal.kind in WITH_IDENTITY and not request.principal.service_linked


def bound_by_scp(request: Request) -> bool:
    """Users, roles and root of a member account."""
    caller = request.principal
    if caller.service_linked or caller.kind not in WITH_IDENTITY | ALL_OF_IDENTITY:
        return False
    return not request.accounts.get(caller.account, Account()).management


def _spared(request: Request, owner: str | None) -> bool:
    """RCPs bind outsiders and services too, but neither service-linked roles nor the management account's resources."""
    return request.principal.service_linked or request.accounts.get(owner or "", Account()).management


def _session(request: Request, policies: Policies) -> Layer:
    kind = request.principal.kind
    if kind not in WITH_SESSION or request.principal.service_linked:
        return None
    if policies.session is not None:
        return policies.session
    if kind is Kind.FEDERATED:
        return ()  # without a session policy the session has no permissions
    return UNREAD if kind is Kind.ROOT_SESSION else None


def _one_level(layer: Layer) -> Levels:
    return (Level("", layer),) if layer is not None else None


def _levels(levels: Levels, request: Request, name: str, naming: Naming) -> dict[str, Verdict]:
    if levels is None:
        return {}
    if isinstance(levels, Unread):
        return {name: judged(UNREAD, request, name)}
    return {
        f"{name}:{level.name}" if level.name else name: judged(
            level.policies, request, name, level=level.name, naming=naming
        )
        for level in levels
    }
