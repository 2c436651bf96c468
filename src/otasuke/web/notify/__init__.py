"""お知らせ. One message for each matter, brought to whom it concerns by channels that prove what became of it."""
