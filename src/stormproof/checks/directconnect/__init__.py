"""Checks of Direct Connect."""
