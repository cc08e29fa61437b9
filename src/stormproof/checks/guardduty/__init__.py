"""Checks of GuardDuty: one file, one check."""
