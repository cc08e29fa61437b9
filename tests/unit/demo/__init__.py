"""A package for pytest: the fixtures of its scope, and the guard that they hold, end with this folder."""
