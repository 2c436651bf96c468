"""Days that show what the service does: stories, played against the engine, and what an owner would be told of them."""
