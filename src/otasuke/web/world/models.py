"""What the database of a demo says about itself."""

from __future__ import annotations

from django.db import models


class World(models.Model):
    """デモの世界. That this database was empty when it was given to a demo, so that nothing real is in it.

    It is written once, before anything else, and nobody can write it later (services.found_world).
    """

    RIGHTS = "SELECT, INSERT"

    seed = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"world {self.seed}"
