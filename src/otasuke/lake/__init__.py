"""The lake: every event of every tenant as Parquet, by day, under a manifest that is swapped as a whole.

A reader sees the files of one manifest or of the next one, never half of a change. Nothing here needs a database.
"""
