"""A made-up fleet of small companies: what their sensors write, attacks hidden in it, and what came of it."""
