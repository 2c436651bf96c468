"""The learnt detectors as they run live: what they read, know, and tell."""
