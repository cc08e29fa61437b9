"""Checks of Elastic Load Balancing."""
