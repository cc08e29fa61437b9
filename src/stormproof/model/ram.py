"""Resource Access Manager: what is shared, in both directions."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ShareFacts(Shape, rename="camel"):
    """A share as it is listed."""

    name: str
    owning_account_id: str
    status: str
    allow_external_principals: bool


class Share(Resource, kind="ram:share", type="AWS::RAM::ResourceShare"):
    """A share of this account."""

    facts = facet("ram:GetResourceShares", ShareFacts)


class ReceivedShare(Resource, kind="ram:received-share", type="AWS::RAM::ResourceShare"):
    """A share of another account, with this one."""

    facts = facet("ram:GetResourceShares", ShareFacts)


class ShareAssociation(Shape, rename="camel"):
    """A thing in a share, or somebody whom it is shared with."""

    resource_share_arn: str
    associated_entity: str
    status: str
    external: bool = False
