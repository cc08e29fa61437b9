"""Checks of Macie: one file, one check."""
