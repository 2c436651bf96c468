"""Query logs of databases: PostgreSQL with log_statement, MySQL and MariaDB general logs.

Source: PostgreSQL "Error reporting and logging"; MySQL "The general query log".
"""

from __future__ import annotations

import re

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.times import parse_time

_POSTGRESQL = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) ([A-Z]{2,5}|[+-]\d\d) (.{0,256}?)"
    r"\b(LOG|ERROR|FATAL|PANIC|WARNING|STATEMENT|DETAIL|HINT|NOTICE): {1,2}(.*)\Z",
    re.DOTALL,
)
_POSTGRESQL_STATEMENT = re.compile(r"(?:statement|execute [^:]{1,128}|parse [^:]{1,128}): (.*)\Z", re.DOTALL)
_MYSQL = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d))\s{1,8}(\d{1,20}) "
    r"(Query|Execute|Prepare|Connect|Quit|Init DB|Statistics|Field List)\t?(.*)\Z",
    re.DOTALL,
)


def read(message: Message) -> Reading | None:
    """A line of a query log; None for other text."""
    if found := _MYSQL.match(message.text):
        stamp, connection, command, words = found.groups()
        mysql: dict[str, Value] = {"connection": connection, "command": command, "query": words}
        return Reading(mysql, (LogSource(product="mysql", category="database"),), parse_time(stamp))
    if found := _POSTGRESQL.match(message.text):
        stamp, zone, prefix, level, words = found.groups()
        statement = _POSTGRESQL_STATEMENT.match(words)
        postgresql: dict[str, Value] = {"prefix": prefix.strip(), "level": level, "msg": words}
        if statement or level == "STATEMENT":
            postgresql["query"] = statement[1] if statement else words
        sources = (
            LogSource(product="postgresql", category="database"),
            LogSource(product="sql", category="application"),
        )
        # A zone by letters that we do not know is one of the many that mean the server's own.
        return Reading(postgresql, sources, parse_time(f"{stamp} {zone}") or parse_time(stamp, message.zone))
    return None


SOURCE = line_source("application.database", read)
