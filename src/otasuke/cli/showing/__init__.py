"""Findings as a table, JSON lines, CSV or a page of HTML."""
