"""Views of CloudFront. AWS wraps each list: `{"Quantity": 1, "Items": […]}`, without `Items` where it is empty."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

DISTRIBUTIONS = "cloudfront:ListDistributions"
CONFIG = "cloudfront:GetDistributionConfig"


class DefaultCacheBehavior(Shape):
    """How requests are answered that no path pattern fits."""

    target_origin_id: str
    viewer_protocol_policy: str
    realtime_log_config_arn: str = ""

    @property
    def admits_http(self) -> bool:
        """Viewers may ask without TLS, and are answered."""
        return self.viewer_protocol_policy == "allow-all"


class CacheBehavior(DefaultCacheBehavior):
    """How requests of a path are answered."""

    path_pattern: str


class CacheBehaviors(Shape):
    items: tuple[CacheBehavior, ...] = ()


class S3Origin(Shape):
    origin_access_identity: str = ""


class CustomOrigin(Shape):
    origin_protocol_policy: str
    http_port: int = msgspec.field(name="HTTPPort")
    https_port: int = msgspec.field(name="HTTPSPort")


class VpcOriginUse(Shape):
    vpc_origin_id: str


class OriginHeader(Shape):
    """A header that CloudFront adds; its value is hidden, since it is what the origin knows CloudFront by."""

    header_name: str


class OriginHeaders(Shape):
    items: tuple[OriginHeader, ...] = ()


class Origin(Shape):
    """Where CloudFront fetches from."""

    id: str
    domain_name: str
    origin_access_control_id: str = ""
    custom_headers: OriginHeaders = OriginHeaders()
    s3_origin_config: S3Origin | None = msgspec.field(default=None, name="S3OriginConfig")
    custom_origin_config: CustomOrigin | None = None
    vpc_origin_config: VpcOriginUse | None = None


class Origins(Shape):
    items: tuple[Origin, ...] = ()


class ViewerCertificate(Shape):
    minimum_protocol_version: str | None = None
    cloudfront_default: bool = msgspec.field(default=False, name="CloudFrontDefaultCertificate")


class DistributionFacts(Shape):
    """A distribution as it is listed."""

    id: str
    domain_name: str
    enabled: bool
    default_cache_behavior: DefaultCacheBehavior
    cache_behaviors: CacheBehaviors = CacheBehaviors()
    origins: Origins
    viewer_certificate: ViewerCertificate
    web_acl_id: str = msgspec.field(name="WebACLId")

    @property
    def behaviours(self) -> Iterator[tuple[str, DefaultCacheBehavior]]:
        """Every cache behaviour with the place where it stands, the default one first."""
        yield "/DefaultCacheBehavior", self.default_cache_behavior
        for n, behavior in enumerate(self.cache_behaviors.items):
            yield f"/CacheBehaviors/Items/{n}", behavior


class LoggingConfig(Shape):
    """Standard logging of the first kind, to a bucket."""

    enabled: bool
    bucket: str = ""


class DistributionConfig(Shape):
    logging: LoggingConfig


class Distribution(Resource, kind="cloudfront:distribution", type="AWS::CloudFront::Distribution"):
    facts = facet(DISTRIBUTIONS, DistributionFacts)
    config = facet(CONFIG, DistributionConfig)


class VpcOriginFacts(Shape):
    id: str
    origin_endpoint_arn: str


class VpcOriginEndpoint(Shape):
    arn: str
    origin_protocol_policy: str
    http_port: int = msgspec.field(name="HTTPPort")
    https_port: int = msgspec.field(name="HTTPSPort")


class VpcOrigin(Resource, kind="cloudfront:vpc-origin", type="AWS::CloudFront::VpcOrigin"):
    facts = facet("cloudfront:ListVpcOrigins", VpcOriginFacts)
    endpoint = facet("cloudfront:GetVpcOrigin", VpcOriginEndpoint)
