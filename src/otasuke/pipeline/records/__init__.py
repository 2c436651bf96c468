"""Records → columns by the kernel: no object of Python for a record, a key or a value."""
