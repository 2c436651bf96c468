"""The command line: one thin module per command. The only package that prints, reads the clock and opens files by name."""
