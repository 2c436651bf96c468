"""Sigma rules against events: parse, compile, match, correlate and explain. Pure."""
