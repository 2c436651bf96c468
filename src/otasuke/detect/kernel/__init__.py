"""The native part of the engine: numba functions over numpy tables, compiled once and kept as object code."""
