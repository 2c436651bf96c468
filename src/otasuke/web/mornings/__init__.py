"""朝のまとめ: one sheet for each morning, and who read it."""
