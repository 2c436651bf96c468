"""How each source writes what happens."""
