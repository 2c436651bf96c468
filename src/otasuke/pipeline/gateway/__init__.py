"""The gateway: where sensors hand over what they saw. What it accepted is on a disk."""
