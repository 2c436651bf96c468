"""当番. Who of the staff is called at which hour, who after him, and how we know that it works at night."""
