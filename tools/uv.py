"""Runs uv in this virtual environment with pip's settings: who has set pip up for a mirror has set this up too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# uv's variable: pip's variable, pip's setting
SETTINGS = {
    "UV_DEFAULT_INDEX": ("PIP_INDEX_URL", "index-url"),
    "SSL_CERT_FILE": ("PIP_CERT", "cert"),
}


def pip_settings() -> dict[str, str]:
    """What `pip config list` says, without the sections' names; a later section wins, as in pip."""
    shown = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    pairs = (line.partition("=") for line in shown.splitlines())
    return {key.rpartition(".")[2]: value.strip("'\"") for key, _, value in pairs}


def environment(given: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """The given environment, with uv's variables set from pip's where nobody set them."""
    values = {
        ours: given.get(theirs) or settings.get(setting) for ours, (theirs, setting) in SETTINGS.items()
    }
    return {ours: value for ours, value in values.items() if value} | {"VIRTUAL_ENV": sys.prefix, **given}


def main() -> int:
    uv = Path(sys.prefix, "bin", "uv")
    return subprocess.run(
        [uv, *sys.argv[1:]], env=environment(os.environ, pip_settings()), check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
