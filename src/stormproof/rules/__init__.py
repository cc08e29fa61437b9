"""Checks and what runs them: `check`, `Problem`, `World`, the runner, the registry, exceptions."""
