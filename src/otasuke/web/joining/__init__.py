"""Joining up: how a company gets from an invitation to computers that are watched, without a specialist."""
