"""Customers: the companies that are protected, who of them signs in, and what one has to know about them."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from otasuke.web.customers.sought import SoughtField
from otasuke.web.tenancy.models import TenantModel, TenantRoot


class Customer(TenantRoot):
    """会社. A company that is protected; the tenant.

    tenant        its name on the stream and in the lake. It never changes.
    assigned_to   who of the staff looks after it; labels: what staff sort companies by.
    withdrawn_at  it was taken in by mistake: nothing hangs on it, and no list shows it. Its audit log stays.
    """

    tenant = models.SlugField(max_length=64, unique=True)
    name = models.CharField("名前", max_length=100)
    name_kana = models.CharField("よみ", max_length=120)
    corporate_number = models.CharField("法人番号", max_length=13, blank=True)
    prefecture = models.CharField("都道府県", max_length=2, blank=True)
    municipality = models.CharField("市区町村", max_length=6, blank=True)
    industry = models.CharField("業種", max_length=4, blank=True)
    employees = models.PositiveIntegerField("社員", null=True, blank=True)
    capital_yen = models.PositiveBigIntegerField("資本金", null=True, blank=True)
    fiscal_year_ends_in = models.PositiveSmallIntegerField("決算月", null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    labels = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sought = SoughtField(default="")

    class Meta:
        indexes = [
            GinIndex(fields=["sought"], name="customer_sought", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["name_kana", "id"], name="customer_by_reading"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """担当者. A person acts for a customer."""

    class Role(models.TextChoices):
        OWNER = "owner", "代表"
        COLLEAGUE = "colleague", "社員"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "person"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class Site(TenantModel):
    """拠点. Where a company works; somebody may have to go there."""

    name = models.CharField("名前", max_length=60)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    municipality = models.CharField("市区町村", max_length=6, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=20, blank=True)
    closes_on_holidays = models.BooleanField("祝日は休み", default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "name"], name="site_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(TenantModel):
    """営業時間. On one day of the week, Monday 0; twice where there is a break at noon."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField("曜日")
    opens_at = models.TimeField("から")
    closes_at = models.TimeField("まで")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["site", "weekday", "opens_at"], name="opening_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="opening_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class Closure(TenantModel):
    """休業日. Days on which a site is closed besides, first and last included."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="closures")
    first = models.DateField("から")
    last = models.DateField("まで")
    words = models.CharField("理由", max_length=60, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="closure_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last} {self.words}"


class Contact(TenantModel):
    """連絡先. Whom to turn to, in order: position 1 first. quiet_from, quiet_until: between these nothing but 赤 reaches him."""

    class Channel(models.TextChoices):
        PHONE = "phone", "電話"
        SMS = "sms", "ショートメッセージ"
        MAIL = "mail", "メール"

    position = models.PositiveSmallIntegerField("順番")
    name = models.CharField("名前", max_length=60)
    name_kana = models.CharField("よみ", max_length=80, blank=True)
    post = models.CharField("役職", max_length=60, blank=True)
    channel = models.CharField("方法", max_length=6, choices=Channel)
    phone = models.CharField("電話", max_length=20, blank=True)
    email = models.EmailField("メール", blank=True)
    words = models.CharField("いつ", max_length=120, blank=True)
    quiet_from = models.TimeField("静かな時間の始まり", null=True)
    quiet_until = models.TimeField("静かな時間の終わり", null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "position"], name="contact_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"


class ContextCard(TenantModel):
    """カルテ. What one has to know to judge what is seen: who administers the computers, and what is odd but right."""

    administered_by = models.CharField("パソコンをみる人", max_length=120, blank=True)
    administrator_phone = models.CharField("その電話", max_length=20, blank=True)
    words = models.TextField("そのほか", max_length=2000, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer"], name="card_once"),
        ]

    def __str__(self) -> str:
        return self.administered_by


class OddProgram(TenantModel):
    """いつものソフト. A program that looks like an attacker's, and is used on purpose."""

    name = models.CharField("名前", max_length=120)
    words = models.CharField("何に使う", max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "name"], name="odd_program_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ExpectedTime(TenantModel):
    """予定の時間. When work is to be expected although nobody else is there: every week, every month, or on one day.

    weekday       Monday 0.
    day_of_month  31 is the last day, however long the month is.
    begins        in the time of the company.
    """

    class Kind(models.TextChoices):
        WORK = "work", "夜間・休日の仕事"
        MAINTENANCE = "maintenance", "保守作業"

    kind = models.CharField("種類", max_length=12, choices=Kind)
    weekday = models.PositiveSmallIntegerField("曜日", null=True, blank=True)
    day_of_month = models.PositiveSmallIntegerField("毎月の日", null=True, blank=True)
    day = models.DateField("日", null=True, blank=True)
    begins = models.TimeField("から")
    minutes = models.PositiveSmallIntegerField("長さ（分）")
    words = models.CharField("だれが、何を", max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6, day_of_month=None, day=None)
                | models.Q(weekday=None, day_of_month__range=(1, 31), day=None)
                | models.Q(weekday=None, day_of_month=None, day__isnull=False),
                name="expected_on_one_kind_of_day",
            ),
            models.CheckConstraint(condition=models.Q(minutes__range=(1, 1440)), name="expected_for_a_day_at_most"),
        ]

    def __str__(self) -> str:
        return self.words


class Partner(TenantModel):
    """取引先. A company that the customer trades with, whose name a forged mail may bear."""

    name = models.CharField("名前", max_length=100)
    name_kana = models.CharField("よみ", max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "name"], name="partner_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerDomain(TenantModel):
    """取引先のドメイン. From where a partner's mail comes; in lower case, as the DNS writes it."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField("ドメイン", max_length=253)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["partner", "domain"], name="partner_domain_once"),
        ]

    def __str__(self) -> str:
        return self.domain


class Note(TenantModel):
    """メモ. What a member of staff wrote down about a company."""

    words = models.TextField("メモ", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.by} {self.at}"


class Edit(models.Model):
    """直し. What somebody did at once to one company or to many, and can take back for a while (undoing.py).

    kind  the part that was written, or what was done to many companies.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    companies = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Before(TenantModel):
    """直す前. What a part of a company said before an edit.

    said  null: the company was not there.
    mark  of what the edit wrote: where the part has another one now, somebody wrote it since.
    """

    edit = models.ForeignKey(Edit, on_delete=models.CASCADE, related_name="befores")
    part = models.CharField(max_length=12)
    said = models.JSONField(null=True)
    mark = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["edit", "customer", "part"], name="before_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.edit_id}"


class ImportFile(models.Model):
    """取り込むファイル. A file of companies between its preview and the moment when it is taken in, or thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    edit = models.OneToOneField(Edit, null=True, on_delete=models.SET_NULL, related_name="file")

    def __str__(self) -> str:
        return self.name


class SavedFilter(models.Model):
    """絞り込み. A list of companies under a name, of one member of staff or shared. query: as the list's address has it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField("名前", max_length=40)
    query = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField("みんなで使う", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "name"], name="filter_name")]

    def __str__(self) -> str:
        return self.name
