"""Captured packets, as a network sensor would have told about them."""
