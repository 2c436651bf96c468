"""Stories play on the tables of the web."""

from __future__ import annotations

from web.conftest import database, static_files, web_connection, web_logins

__all__ = ["database", "static_files", "web_connection", "web_logins"]
