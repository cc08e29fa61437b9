from __future__ import annotations

from stormproof.model.cloudfront import DISTRIBUTIONS, CacheBehavior, Distribution
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.ENCRYPT_IN_TRANSIT,
    aliases=("prowler:cloudfront_distributions_https_enabled", "fsbp:CloudFront.3"),
)
def cloudfront_https_only(distribution: Distribution, _: World) -> Problems:
    """CloudFront distributions require HTTPS of viewers.

    A path that answers plain HTTP lets everyone on the way read and change what passes, cookies and scripts included.
    One path is enough to steal a session that all others protect.

    Fix: set the viewer protocol policy of each cache behaviour to redirect-to-https, or https-only for APIs; then send
    `Strict-Transport-Security`.
    """
    for place, behaviour in distribution.facts.behaviours:
        if behaviour.admits_http:
            path = behaviour.path_pattern if isinstance(behaviour, CacheBehavior) else ""
            yield Problem(
                f"answers plain HTTP for the path {path}" if path else "answers plain HTTP by default",
                at=f"{place}/ViewerProtocolPolicy",
                slug=f"path-{path}" if path else "default",
            )


def _policies(default: str, *others: str) -> dict[str, object]:
    items = [{"PathPattern": f"/{n}/*", "ViewerProtocolPolicy": policy} for n, policy in enumerate(others)]
    behaviours = {"Quantity": len(items), "Items": items} if items else {"Quantity": 0}
    return {
        "DefaultCacheBehavior": {"ViewerProtocolPolicy": default},
        "CacheBehaviors": behaviours,
    }


cloudfront_https_only.fails({DISTRIBUTIONS: _policies("allow-all")})
cloudfront_https_only.fails({DISTRIBUTIONS: _policies("https-only", "redirect-to-https", "allow-all")})
cloudfront_https_only.passes({DISTRIBUTIONS: _policies("redirect-to-https")})
cloudfront_https_only.passes({DISTRIBUTIONS: _policies("https-only", "redirect-to-https", "https-only")})
cloudfront_https_only.cannot_say({DISTRIBUTIONS: {"DefaultCacheBehavior": {}}})
cloudfront_https_only.cannot_say({DISTRIBUTIONS: {}})
