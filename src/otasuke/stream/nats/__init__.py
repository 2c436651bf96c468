"""The broker on NATS JetStream. Every change is on the server's disk before it is confirmed, where the server syncs always."""
