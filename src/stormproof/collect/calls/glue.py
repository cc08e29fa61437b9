"""Rows of Glue. No row reads a table's data, nor a connection, whose answer holds its password."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.glue import Job

CALLS = (
    Call("glue:GetJobs", gives=Job, at="Jobs", arn="arn:{partition}:glue:{region}:{account}:job/{Name}"),
    Call("glue:GetResourcePolicy", of=AccountRegion, at="PolicyInJson", decode="json", absent=("EntityNotFoundException",), empty=True),
    Call("glue:GetSecurityConfigurations", of=AccountRegion, at="SecurityConfigurations"),
    Call("glue:GetDataCatalogEncryptionSettings", of=AccountRegion, at="DataCatalogEncryptionSettings"),
)
