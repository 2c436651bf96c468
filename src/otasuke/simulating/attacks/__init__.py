"""Attacks that hide in the fleet: stories told with the events of real sensors, at known times and places."""
