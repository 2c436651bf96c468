"""METI's four cases, each inside of an ordinary day of the companies that it happens to."""
