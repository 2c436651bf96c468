"""The parts of `kills.py`: the service that is killed, the load on it, and what must be true afterwards."""
