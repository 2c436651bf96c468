"""Handing over what the fleet writes, at a rate, to a gateway that may refuse or fall silent."""
