from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.lambda_ import Function
from stormproof.model.runtimes import AS_OF
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

FUNCTIONS = "lambda:ListFunctions"


@check(
    Severity.MEDIUM,
    Objective.SUPPORTED_VERSIONS,
    aliases=("prowler:awslambda_function_using_supported_runtimes", "fsbp:Lambda.2"),
)
def lambda_runtime_supported(function: Function, world: World) -> Problems:
    """Functions run on supported runtimes.

    After its deprecation a runtime gets no more security patches, though functions go on running on it; later AWS
    refuses to update them, so that a fault in the code cannot be mended in a hurry either. AWS offers no call that
    tells the dates: they come from a table of this product, and the message says of which day.

    Fix: test the function on a current version of the language and change its runtime; redeploy layers built for the
    old one.
    """
    if function.facts.runtime_is_ours:
        raise NotApplicable("brings its own language runtime")
    if function.facts.deprecated <= world.now.date():
        yield Problem(
            f"runs on {function.facts.runtime}, which AWS deprecated on {function.facts.deprecated} (table of {AS_OF})",
            at="/Runtime",
        )


lambda_runtime_supported.fails({FUNCTIONS: {"Runtime": "python3.8"}})
lambda_runtime_supported.passes({FUNCTIONS: {"Runtime": "python3.13"}})
lambda_runtime_supported.skips({FUNCTIONS: {"PackageType": "Image"}})
lambda_runtime_supported.skips({FUNCTIONS: {"Runtime": "provided.al2023"}})
lambda_runtime_supported.cannot_say({FUNCTIONS: {"Runtime": "fortran77"}})
