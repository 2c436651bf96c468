"""Questions that are put in the same words for every tenant: the scope that is open says whose rows answer them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


class Question(Generic[_Row]):
    """A question without values in it, whose SQL is made once: making it takes Django longer than PostgreSQL to answer.

    ask  what is asked, without `select_related` or `prefetch_related`.
    """

    def __init__(self, ask: Callable[[], QuerySet[_Row, Any]]) -> None:
        self._ask = ask

    def rows(self) -> Sequence[tuple[Any, ...]]:
        """What is so now, of columns that the driver gives as they are meant (`values_list`)."""
        with connection.cursor() as cursor:
            self.put_to(cursor)
            return list(cursor.fetchall())

    def objects(self) -> Sequence[_Row]:
        """The same as models."""
        return list(self._asked.raw(self._sql))

    @cached_property
    def _asked(self) -> QuerySet[_Row, Any]:
        return self._ask()

    def put_to(self, cursor: CursorWrapper) -> None:
        """Ask; the answer need not be there yet."""
        cursor.execute(self._sql)

    @cached_property
    def _sql(self) -> str:
        return _sql(self._asked)


def ask_together(*questions: Question[Any]) -> Sequence[Sequence[tuple[Any, ...]]]:
    """The rows that answer each, for one way to the database and back."""
    connection.ensure_connection()
    with ExitStack() as open_, connection.wrap_database_errors:
        cursors = [open_.enter_context(connection.cursor()) for _ in questions]
        with connection.connection.pipeline():
            for cursor, question in zip(cursors, questions, strict=True):
                question.put_to(cursor)
        return [list(cursor.fetchall()) for cursor in cursors]


def _sql(asked: QuerySet[Any, Any]) -> str:
    compiler = asked.query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    if values or compiler.get_converters(column for column, *_ in compiler.select):
        raise ValueError(sql)
    return str(sql)
