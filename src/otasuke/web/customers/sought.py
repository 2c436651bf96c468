"""The column by which a company is found, however its name is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from otasuke.jp.lettering import lettered

if TYPE_CHECKING:
    from otasuke.web.customers.models import Customer


def sought_of(customer: Customer) -> str:
    """What may be looked for: name, reading and corporate number in letters and digits."""
    return " ".join(filter(None, (lettered(customer.name), lettered(customer.name_kana), customer.corporate_number)))


class SoughtField(models.TextField):  # type: ignore[type-arg]
    """Follows the row whenever it is saved or made. `QuerySet.update` of a name would leave it behind: save the row."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001  # Django's order
        """Called by Django before the row is written."""
        value = sought_of(model_instance)  # type: ignore[arg-type]
        setattr(model_instance, self.attname, value)
        return value
