"""Nothing secret in log records of the libraries below: whoever turns on debugging sees calls, not credentials."""

from __future__ import annotations

import logging
import re

NOISY = ("botocore", "urllib3")
SECRET = re.compile(
    r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40}(?![A-Za-z0-9/+=])"  # a secret key
    r"|(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"
    r"|x-amz-security-token|Credential=|SecretAccessKey|SessionToken|Authorization|Response body",
    re.IGNORECASE,
)


class NoSecrets(logging.Filter):
    """Drops a record with anything in it that is shaped like a secret key, a token, a signature or a body."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep it?"""
        return not SECRET.search(record.getMessage())


_FILTER = NoSecrets()


def quieten() -> None:
    """Puts the filter on each logger of the libraries that exists by now; a filter does not reach down a tree."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in NOISY:
            logging.getLogger(name).addFilter(_FILTER)
