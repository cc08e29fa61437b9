"""Rows of SageMaker."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.sagemaker import NotebookInstance

CALLS = (
    Call("sagemaker:ListNotebookInstances", gives=NotebookInstance, at="NotebookInstances", arn="{NotebookInstanceArn}"),
    Call("sagemaker:DescribeNotebookInstance", of=NotebookInstance, send={"NotebookInstanceName": "{NotebookInstanceName}"}),
)
