"""Cut service models: all that a question needs is there, and nothing of the others."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from stormproof.collect.lean import LeanLoader
from stormproof.collect.models import models
from stormproof.collect.rows import rows

WHOLE = Loader()


def tree(shape, seen=()):
    """A shape as plain values, to any depth."""
    if shape is None or shape.name in seen:
        return shape and shape.name
    deeper = (*seen, shape.name)
    match shape.type_name:
        case "structure":
            return {name: (m.serialization, tree(m, deeper)) for name, m in shape.members.items()}
        case "list":
            return [shape.serialization, tree(shape.member, deeper)]
        case "map":
            return [tree(shape.key, deeper), tree(shape.value, deeper)]
        case kind:
            return kind, shape.serialization, tuple(getattr(shape, "enum", ()))


@pytest.mark.parametrize("service", ["ec2", "s3", "iam", "sqs", "kms"])
def test_what_is_kept_of_a_service_is_what_botocore_has(service):
    whole = ServiceModel(WHOLE.load_service_model(service, "service-2"), service)
    lean = models().service(service)
    for name in {row.operation for row in rows() if row.service == service}:
        ours, theirs = lean.operation_model(name), whole.operation_model(name)
        assert (ours.http, ours.has_streaming_output) == (theirs.http, theirs.has_streaming_output)
        assert tree(ours.input_shape) == tree(theirs.input_shape)
        assert tree(ours.output_shape) == tree(theirs.output_shape)
        assert [e.name for e in ours.error_shapes] == [e.name for e in theirs.error_shapes]
    assert lean.metadata == whole.metadata


def test_every_shape_of_every_cut_model_can_be_read():
    for service in sorted({row.service for row in rows()}):
        model = models().service(service)
        assert all(model.shape_for(name).type_name for name in model.shape_names), service
        assert all(error.metadata for error in model.error_shapes), service


def test_operations_that_no_row_asks_are_gone_and_a_service_that_no_row_names_is_whole():
    loader = LeanLoader({"sqs": frozenset({"ListQueues"})})
    assert list(loader.load_service_model("sqs", "service-2")["operations"]) == ["ListQueues"]
    assert len(loader.load_service_model("sts", "service-2")["operations"]) > 5
