"""Web-hooks: programs of the provider or of a company are told what happened, signed, until they have taken it."""
