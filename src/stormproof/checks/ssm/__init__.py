"""Checks of Systems Manager: one file, one check."""
