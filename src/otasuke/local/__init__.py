"""The embedded engines of a one-machine install: PostgreSQL and NATS as child processes, watched and restarted."""
