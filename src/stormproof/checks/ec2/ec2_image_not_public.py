from __future__ import annotations

from stormproof.model.ec2 import Image
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

IMAGES = "ec2:DescribeImages"


@check(Severity.CRITICAL, Objective.NO_PUBLIC_DATA, aliases=("prowler:ec2_ami_public",))
def ec2_image_not_public(image: Image, _: World) -> Problems:
    """No machine image of the account is public.

    Any AWS customer can start a public image and read its disks at leisure: configuration, source code, and keys that
    somebody forgot when the image was made. Copies that were made meanwhile cannot be called back.

    Fix: remove the launch permission of the group `all` and switch on the region's block of public access for images;
    treat every credential on the image as known to others.
    """
    if image.facts.public:
        yield Problem("can be started by every AWS account", at="/Public")


ec2_image_not_public.fails({IMAGES: {"Public": True}})
ec2_image_not_public.passes({IMAGES: {"Public": False}})
