"""The engine: batches of lines or events against a whole rule set."""
