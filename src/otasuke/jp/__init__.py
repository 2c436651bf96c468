"""Japan: its calendar. Pure."""
