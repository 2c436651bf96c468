"""Japan: its calendar, codes and writing. Pure."""
