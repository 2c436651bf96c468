"""The Django project's settings, addresses, and its database."""
