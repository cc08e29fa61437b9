"""SageMaker: notebook instances."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class NotebookInstanceFacts(Shape):
    notebook_instance_name: str
    notebook_instance_status: str


class NotebookInstanceDescription(Shape):
    direct_internet_access: str
    subnet_id: str | None = None
    role_arn: str
    root_access: str | None = None
    kms_key_id: str | None = None


class NotebookInstance(Resource, kind="sagemaker:notebook-instance", type="AWS::SageMaker::NotebookInstance"):
    facts = facet("sagemaker:ListNotebookInstances", NotebookInstanceFacts)
    description = facet("sagemaker:DescribeNotebookInstance", NotebookInstanceDescription)
