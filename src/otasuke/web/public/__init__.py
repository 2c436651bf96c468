"""What everybody may see without being known."""
