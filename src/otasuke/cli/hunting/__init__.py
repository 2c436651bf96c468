"""What the command `hunt` is made of."""
