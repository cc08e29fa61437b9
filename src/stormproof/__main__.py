"""`python -m stormproof`."""

from __future__ import annotations

from stormproof.cli.main import main

if __name__ == "__main__":
    main()
