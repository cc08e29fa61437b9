"""ECR: repositories of images, who may use them, and how images are looked through."""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ImageScanning(Shape, rename="camel"):
    """A repository's own setting, which counts where no rule of the registry does."""

    scan_on_push: bool = False


class RepositoryFacts(Shape, rename="camel"):
    repository_name: str
    repository_uri: str
    image_tag_mutability: str
    image_scanning_configuration: ImageScanning = ImageScanning()


class ImageDetail(Shape, rename="camel"):
    """An image with at least one tag."""

    image_digest: str
    image_pushed_at: dt.datetime
    image_tags: tuple[str, ...] = ()


class Repository(Resource, kind="ecr:repository", type="AWS::ECR::Repository"):
    facts = facet("ecr:DescribeRepositories", RepositoryFacts)
    policy = facet("ecr:GetRepositoryPolicy", Policy, absent=None)
    tagged_images = facet("ecr:DescribeImages", tuple[ImageDetail, ...])

    @property
    def name(self) -> str:
        return self.arn.name.removeprefix("repository/")

    @property
    def newest_image(self) -> ImageDetail | None:
        """The tagged image that was pushed last."""
        return max(self.tagged_images, key=lambda image: image.image_pushed_at, default=None)


class RepositoryFilter(Shape, rename="camel"):
    """A pattern in which `*` stands for any text; one without it fits every name that contains it.

    Source: docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
    """

    filter: str
    filter_type: str

    def covers(self, repository: str) -> bool:
        """The name of a repository fits."""
        if "*" not in self.filter:
            return self.filter in repository
        return fnmatchcase(repository, self.filter.replace("[", "[[]").replace("?", "[?]"))


class ScanningRule(Shape, rename="camel"):
    """Repositories that are looked through, and when: `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`."""

    scan_frequency: str
    repository_filters: tuple[RepositoryFilter, ...] = ()


class RegistryScanning(Shape, rename="camel"):
    """How a whole registry is looked through: `BASIC`, or `ENHANCED` by Inspector."""

    scan_type: str
    rules: tuple[ScanningRule, ...] = ()
