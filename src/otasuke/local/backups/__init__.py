"""Backups: everything of a data folder that cannot be made anew, in a folder that proves that it is whole."""
