"""The stream: batches of events on their way from those who receive them to those who work on them."""
