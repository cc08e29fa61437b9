"""Checks of accounts as a whole: one file, one check."""
