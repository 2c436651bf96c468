"""Background jobs from the command line, whether the web runs or not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from otasuke.web.jobs.selectors import JobLine


class CannotTend(Exception):
    """Why jobs cannot be looked at or tried again. is_unwell: it lies in the service, not in what was asked."""

    def __init__(self, words: str, *, is_unwell: bool = False) -> None:
        super().__init__(words)
        self.is_unwell = is_unwell


def jobs_in(told: Mapping[str, str], statuses: Sequence[str], *, most: int) -> Sequence[JobLine]:
    """Jobs in these states, the newest first. told: Django's environment, of the web's login. Raises CannotTend."""
    with _database(told):
        from otasuke.web.jobs.selectors import list_jobs

        return list_jobs(*statuses, most=most)


def retry_jobs(told: Mapping[str, str], jobs: Sequence[int]) -> None:
    """Try jobs again that were given up: all of them, or none. Raises CannotTend."""
    with _database(told):
        from django.db import transaction

        from otasuke.web.jobs.errors import NotFailed
        from otasuke.web.jobs.services import retry

        try:
            with transaction.atomic():
                for job in jobs:
                    retry(job, actor=None)
        except NotFailed as error:
            raise CannotTend(str(error)) from error


@contextmanager
def _database(told: Mapping[str, str]) -> Iterator[None]:
    os.environ.update(told)
    django.setup()
    from django.db import Error

    try:
        yield
    except Error as error:
        words = str(error).strip().splitlines()[0]
        raise CannotTend(f"the database of the web cannot be used: {words}", is_unwell=True) from error
