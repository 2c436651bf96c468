"""Hunting: looking for something in the stored events of one tenant, or of several with a reason."""
