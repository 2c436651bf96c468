"""Secrets that the program has to know again, as they stand in the database: sealed, with a key that is not in it."""
