"""Views of Shield Advanced."""

from __future__ import annotations

import datetime as dt

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

SUBSCRIPTION_STATE = "shield:GetSubscriptionState"


class SubscriptionState(Shape):
    subscription_state: str

    @property
    def is_active(self) -> bool:
        """The account pays for Shield Advanced."""
        return self.subscription_state == "ACTIVE"


class Subscription(Shape):
    end_time: dt.datetime
    auto_renew: str
    proactive_engagement_status: str | None = None


class ResponseAccess(Shape):
    """What the response team may do."""

    role_arn: str | None = None
    log_bucket_list: tuple[str, ...] = ()


class EmergencyContact(Shape):
    """Whom the response team calls; stored masked."""

    email_address: str


class AutomaticResponse(Shape):
    status: str


class ProtectionFacts(Shape):
    id: str
    name: str
    resource_arn: str
    health_check_ids: tuple[str, ...] = ()
    application_layer_automatic_response_configuration: AutomaticResponse | None = None


class Protection(Resource, kind="shield:protection", type="AWS::Shield::Protection"):
    facts = facet("shield:ListProtections", ProtectionFacts)
