"""Whether the service sees what it should see: sensors that fall silent, and canaries that prove every path."""
