from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.ssm import SUMMARIES, PatchCompliance
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.HIGH,
    Objective.PATCHED,
    aliases=("prowler:ssm_managed_compliant_patching", "fsbp:SSM.2", "fsbp:SSM.3"),
)
def ssm_patches_compliant(machine: PatchCompliance, _: World) -> Problems:
    """Managed instances have their patches.

    Between the day of a patch and the day of its installation everybody knows the hole. Patch Manager compares each
    machine with its baseline, and knows which patches are missing or could not be installed.

    Fix: install what is missing with `AWS-RunPatchBaseline`, and let a maintenance window do it from then on.
    """
    if machine.facts.compliant:
        return
    count = machine.facts.non_compliant_summary
    many = count.non_compliant_count if count else 0
    which = "a patch" if many == 1 else f"{many} patches" if many else "patches"
    yield Problem(f"lacks {which} of its baseline", at="/Status", slug="patches")


ssm_patches_compliant.fails({SUMMARIES: {"ResourceId": "i-0a1", "Status": "NON_COMPLIANT"}})
ssm_patches_compliant.fails(
    {SUMMARIES: {"Status": "NON_COMPLIANT", "NonCompliantSummary": {"NonCompliantCount": 3}}}
)
ssm_patches_compliant.passes({SUMMARIES: {"ResourceId": "i-0a1", "Status": "COMPLIANT"}})
ssm_patches_compliant.cannot_say({SUMMARIES: {"ResourceId": "i-0a1", "Status": "SOMETHING_NEW"}})
