"""The stories that cross areas: what was found, from the journal to a message; plain calls, in one transaction."""
