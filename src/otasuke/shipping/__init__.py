"""`otasuke ship`: follows log files and hands over what is in them. Small enough for any computer of an office."""
