"""Contracts: what a customer buys, within what the scheme's standard allows."""
