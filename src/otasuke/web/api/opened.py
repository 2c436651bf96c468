"""The company that a request is about: opened for who asks, or not found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.http import HttpRequest

from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.problems import not_found
from otasuke.web.audit.services import record
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import tenant_scope


@contextmanager
def company(request: HttpRequest, customer: UUID) -> Iterator[Customer]:
    """Open the scope of a company to read. Raises Problem if it is not there or not for this token."""
    if not bearer_of(request).sees(customer):
        raise not_found()
    with tenant_scope(customer):
        row = Customer.objects.filter(id=customer, withdrawn_at=None).first()
        if row is None:
            raise not_found()
        yield row


@contextmanager
def company_to_write(request: HttpRequest, customer: UUID) -> Iterator[Customer]:
    """The same to write: whoever else writes to this company by the API waits. Its audit log says which token it was."""
    with company(request, customer):
        yield Customer.objects.select_for_update().get(id=customer)
        note(request, customer)


def note(request: HttpRequest, customer: UUID) -> None:
    """Say in the company's audit log which token wrote; what it wrote stands in the line before. A scope has to be open."""
    bearer, target = bearer_of(request), f"token {bearer_of(request).token}"
    asked = f"{request.method} {request.path}"
    record("token.wrote", actor=bearer.person, customer=customer, target=target, asked=asked)
