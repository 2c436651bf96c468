"""People who sign in, and for which firm they do what. What a role may do stands in policy.py."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class People(BaseUserManager["Person"]):
    """Makes and finds people."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with this mail address, however it is written."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """人. Somebody who signs in: of a customer, of the provider, or of a firm that works with him."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話", max_length=20, blank=True)
    name = models.CharField("名前", max_length=60)
    name_kana = models.CharField("よみ", max_length=80, blank=True)
    language = models.CharField(max_length=2, choices=[("ja", "日本語"), ("en", "English")], default="ja")
    has_large_type = models.BooleanField("大きな文字", default=False)
    has_furigana = models.BooleanField("ふりがな", default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name


class Firm(models.Model):
    """事業者・協力会社・保険会社・審査機関. Who employs those that are no customers."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", "事業者"
        PARTNER = "partner", "協力会社"
        INSURER = "insurer", "保険会社"
        EXAMINER = "examiner", "審査機関"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """役割. A person works for a firm in a role."""

    class Role(models.TextChoices):
        ANALYST = "analyst", "監視"
        DESK = "desk", "窓口"
        DISPATCHER = "dispatcher", "手配"
        CLERK = "clerk", "事務"
        MANAGER = "manager", "管理者"
        TECHNICIAN = "technician", "技術者"
        INSURER = "insurer", "保険"
        EXAMINER = "examiner", "審査"
        AUDITOR = "auditor", "監査"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=10, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "firm", "role"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class SignInLink(models.Model):
    """一回だけのリンク. Signs a person in once, for a short time. What was sent is known only by its digest."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "made_at"], name="link_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.made_at}"
