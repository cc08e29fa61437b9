from __future__ import annotations

from stormproof.model.ec2 import Instance
from stormproof.model.finding import Severity
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

INSTANCES = "ec2:DescribeInstances"


@check(
    Severity.MEDIUM,
    Objective.TEMPORARY_CREDENTIALS,
    aliases=("prowler:ec2_instance_profile_attached", "cis7:2.16"),
)
def ec2_instance_has_role(instance: Instance, _: World) -> Problems:
    """Instances get credentials from an instance role.

    Software on a machine without a role that has to call AWS gets long-lived keys in a file sooner or later. A role
    gives it keys that expire within hours, and that nobody has to hand out, rotate or find again.

    Fix: attach an instance profile whose role allows what the machine does, and delete the access keys on its disk. A
    machine that never calls AWS may have a role without permissions.
    """
    if instance.gone:
        raise NotApplicable("is terminated")
    if instance.running and instance.facts.iam_instance_profile is None:
        yield Problem("runs without an instance profile", slug="no-profile")


ec2_instance_has_role.fails({INSTANCES: {"State": {"Name": "running"}}})
ec2_instance_has_role.passes(
    {
        INSTANCES: {
            "State": {"Name": "running"},
            "IamInstanceProfile": {"Arn": "arn:aws:iam::111122223333:instance-profile/web"},
        }
    }
)
ec2_instance_has_role.passes({INSTANCES: {"State": {"Name": "stopped"}}})
ec2_instance_has_role.skips({INSTANCES: {"State": {"Name": "terminated"}}})
