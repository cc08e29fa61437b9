"""botocore's own models: what an operation takes and gives, how it is paged, where a service is offered."""

from __future__ import annotations

import functools
import threading
from typing import Any

from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.model import OperationNotFoundError, ServiceModel
from botocore.regions import EndpointResolver

from stormproof.collect.lean import LeanLoader
from stormproof.collect.rows import own_calls, rows
from stormproof.errors import NotFoundError

STEP = "[]"


@functools.cache
def models() -> Models:
    """The models of the process: they never change, and some take long to read."""
    return Models()


def _asked() -> dict[str, frozenset[str]]:
    """The operations of each service that rows and the engine itself ask."""
    found: dict[str, set[str]] = {}
    for row in (*rows(), *own_calls(rows())):
        service, _, operation = row.name.partition(":")
        found.setdefault(service, set()).add(operation)
    return {service: frozenset(operations) for service, operations in found.items()}


class Models:
    """One loader; every model is read once."""

    def __init__(self) -> None:
        self.loader = LeanLoader(_asked())
        self._services: dict[str, Any] = {}
        self._paginators: dict[str, Any] = {}
        self._lock = threading.Lock()

    def service(self, name: str) -> Any:
        """botocore's ServiceModel."""
        with self._lock:
            if name not in self._services:
                try:
                    self._services[name] = ServiceModel(
                        self.loader.load_service_model(name, "service-2"), name
                    )
                except (UnknownServiceError, DataNotFoundError) as error:
                    raise NotFoundError(f"botocore knows no service {name!r}") from error
            return self._services[name]

    def operation(self, name: str) -> Any:
        """botocore's OperationModel of `service:Operation`."""
        service, _, operation = name.partition(":")
        try:
            return self.service(service).operation_model(operation)
        except OperationNotFoundError as error:
            raise NotFoundError(f"botocore knows no operation {name!r}") from error

    def paginator(self, name: str) -> dict[str, Any] | None:
        """The paginator's configuration of `service:Operation`."""
        service, _, operation = name.partition(":")
        with self._lock:
            if service not in self._paginators:
                try:
                    found = self.loader.load_service_model(service, "paginators-1")["pagination"]
                except (UnknownServiceError, DataNotFoundError):
                    found = {}
                self._paginators[service] = found
        config: dict[str, Any] | None = self._paginators[service].get(operation)
        return config

    def shape_at(self, name: str, at: str) -> Any:
        """The output shape that a row's `at` leads to; None if there is none."""
        shape = self.operation(name).output_shape
        for part in at.split(".") if at else ():
            member = part.removesuffix(STEP)
            if shape is None or shape.type_name != "structure" or member not in shape.members:
                return None
            shape = shape.members[member]
            if part.endswith(STEP):
                if shape.type_name != "list":
                    return None
                shape = shape.member
        return shape

    @functools.cache  # noqa: B019  one object lives as long as the collection
    def offered(self, service: str, region: str, partition: str) -> bool:
        """The partition's file knows an endpoint; a service without regional entries is taken as offered everywhere."""
        prefix = self.service(service).endpoint_prefix
        resolver = EndpointResolver(self.loader.load_data("endpoints"))
        known = resolver.get_available_endpoints(prefix, partition)
        return not known or region in known or region not in self.regions(partition)

    @functools.cache  # noqa: B019  likewise
    def regions(self, partition: str) -> frozenset[str]:
        """The regions of a partition that botocore knows."""
        endpoints = self.loader.load_data("endpoints")
        found = (p["regions"] for p in endpoints["partitions"] if p["partition"] == partition)
        return frozenset(next(found, ()))

    def regions_elsewhere(self, partition: str) -> frozenset[str]:
        """Regions of other partitions; a test endpoint may list them too."""
        names = (p["partition"] for p in self.loader.load_data("endpoints")["partitions"])
        return frozenset().union(*(self.regions(name) for name in names if name != partition))

    @functools.cache  # noqa: B019  likewise
    def gives_list(self, name: str, at: str) -> bool:
        """AWS leaves a list out where it is empty: what lies at `at` is one."""
        shape = self.shape_at(name, at)
        return shape is not None and (shape.type_name in ("list", "map") or STEP in at)
