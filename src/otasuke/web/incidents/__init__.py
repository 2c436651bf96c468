"""What was found becomes something that somebody does: incidents, with their story, and attacks at many companies."""
