"""What every host with osquery is asked, and how often: little, and what an intruder changes."""

from __future__ import annotations

from typing import Any


def _query(sql: str, interval_s: int, **more: Any) -> dict[str, Any]:
    return {"query": sql, "interval": interval_s, **more}


_MINUTES = 60
_HOUR = 3600

CONFIG: dict[str, Any] = {
    "node_invalid": False,
    "options": {"host_identifier": "hostname", "schedule_splay_percent": 10},
    "decorators": {
        "load": [
            "SELECT hostname FROM system_info",
            "SELECT platform AS os_platform, version AS os_version FROM os_version",
        ]
    },
    "schedule": {
        "processes": _query(
            "SELECT p.pid, p.parent, p.name, p.path, p.cmdline, p.cwd, u.username FROM processes p "
            "LEFT JOIN users u ON u.uid = p.uid",
            1 * _MINUTES,
        ),
        "listening_ports": _query(
            "SELECT l.pid, l.port, l.protocol, l.address, p.name, p.path FROM listening_ports l "
            "LEFT JOIN processes p ON p.pid = l.pid WHERE l.port != 0",
            5 * _MINUTES,
        ),
        "logged_in_users": _query("SELECT type, user, tty, host FROM logged_in_users", 5 * _MINUTES),
        "startup_items": _query("SELECT name, path, args, type, source, status, username FROM startup_items", _HOUR),
        "users": _query("SELECT uid, gid, username, description, directory, shell FROM users", _HOUR),
        "services": _query(
            "SELECT name, display_name, path, start_type, user_account FROM services", _HOUR, platform="windows"
        ),
        "scheduled_tasks": _query(
            "SELECT name, path, action, enabled, hidden FROM scheduled_tasks", _HOUR, platform="windows"
        ),
        "crontab": _query("SELECT event, minute, hour, command, path FROM crontab", _HOUR, platform="posix"),
    },
}
