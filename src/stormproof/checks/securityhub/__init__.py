"""Checks of Security Hub: one file, one check."""
