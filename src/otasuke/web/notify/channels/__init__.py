"""The channels: each brings a message to somebody, or says why not."""
