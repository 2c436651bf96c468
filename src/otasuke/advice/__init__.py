"""Advice: what a detection means for the people it concerns, in words that they use every day."""
