"""Reaction: what is stopped for a company, who allowed it, and how its boxes and people come to do it."""
