"""Rows of Lambda. No row reads code: of `GetFunction`, which also answers a link to the package, only the image is kept."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.lambda_ import CodeSigningConfig, EventSourceMapping, Function

CALLS = (
    Call("lambda:ListFunctions", gives=Function, at="Functions", arn="{FunctionArn}"),
    Call("lambda:GetPolicy", of=Function, send={"FunctionName": "{arn}"}, at="Policy", decode="json", absent=("ResourceNotFoundException",)),
    Call("lambda:GetFunction", of=Function, send={"FunctionName": "{arn}"}, at="Code.ResolvedImageUri", empty=True, only_if="{PackageType} == Image"),
    Call("lambda:GetFunctionUrlConfig", of=Function, send={"FunctionName": "{arn}"}, absent=("ResourceNotFoundException",)),
    Call("lambda:ListFunctionUrlConfigs", of=Function, send={"FunctionName": "{arn}"}, at="FunctionUrlConfigs"),
    Call("lambda:GetFunctionConcurrency", of=Function, send={"FunctionName": "{arn}"}),
    Call("lambda:GetFunctionCodeSigningConfig", of=Function, send={"FunctionName": "{arn}"}, at="CodeSigningConfigArn", empty=True),
    Call("lambda:GetFunctionEventInvokeConfig", of=Function, send={"FunctionName": "{arn}"}, absent=("ResourceNotFoundException",)),
    Call("lambda:ListEventSourceMappings", gives=EventSourceMapping, at="EventSourceMappings", arn="arn:{partition}:lambda:{region}:{account}:event-source-mapping:{UUID}"),
    Call("lambda:ListCodeSigningConfigs", gives=CodeSigningConfig, at="CodeSigningConfigs", arn="{CodeSigningConfigArn}"),
    Call("lambda:GetAccountSettings", of=AccountRegion),
)
