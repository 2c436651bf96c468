"""Bytes to events: one module per source, one registry that also recognises a format by its content. Pure."""
