"""Plans that are offered, contracts of customers, and what proves that they agreed."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from otasuke.web.contracts import policy
from otasuke.web.contracts.standards import Kind
from otasuke.web.contracts.states import State
from otasuke.web.tenancy.models import TenantModel

ONLY_ADDED = "SELECT, INSERT"
"""What is once written stays as it is."""

ONE_LINE = RegexValidator(r"\A[^\x00-\x1f\x7f]*\Z", "改行は使えません。1行にしてください。")
"""For what stands in explanations, whose sections are told apart by lines."""


class Plan(models.Model):
    """プラン. A version of what is offered; a change is a new version, so that a contract keeps what was agreed.

    from_endpoints .. watched_endpoints  as in policy.Plan.
    registered_*   what the provider's registration allows, where the standard itself names no ceiling.
    cover_yen      the most that the insurance pays in a year; a visit beyond those of the plan costs extra_visit_yen.
    """

    RIGHTS = ONLY_ADDED

    class Kinds(models.TextChoices):
        NETWORK = "network", "ネットワーク一括監視"
        ENDPOINT = "endpoint", "端末監視"
        COMBINED = "combined", "ネットワークと端末の監視"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField("名前", max_length=80, validators=[ONE_LINE])
    standard = models.CharField("基準", max_length=10)
    kind = models.CharField("監視のしかた", max_length=10, choices=Kinds)
    network_yen = models.PositiveIntegerField("入口の月額", default=0)
    endpoint_yen = models.PositiveIntegerField("1台の月額", default=0)
    from_endpoints = models.PositiveIntegerField("最少の台数", default=1)
    term_months = models.PositiveSmallIntegerField("最低契約期間", default=12)
    initial_yen = models.PositiveIntegerField("初期費用", default=0)
    has_insurance = models.BooleanField("保険", default=True)
    can_visit = models.BooleanField("訪問", default=True)
    has_consulting = models.BooleanField("コンサルティング", default=False)
    visits_per_year = models.PositiveSmallIntegerField("年の訪問", default=1)
    terms = models.CharField("条件の書き場所", max_length=80, default="サービス規約", validators=[ONE_LINE])
    watched_endpoints = models.PositiveIntegerField("見守れる台数", null=True, blank=True)
    registered_network_yen = models.PositiveIntegerField(null=True, blank=True)
    registered_endpoint_yen = models.PositiveIntegerField(null=True, blank=True)
    cover_yen = models.PositiveIntegerField("保険の支払限度額", default=0)
    extra_visit_yen = models.PositiveIntegerField("追加の訪問", default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="plan_version"),
            models.CheckConstraint(condition=Q(has_insurance=True, can_visit=True), name="plan_promises"),
            models.CheckConstraint(condition=Q(term_months__lte=24), name="plan_term"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"

    def as_policy(self) -> policy.Plan:
        """What decisions need of it."""
        return policy.Plan(
            kind=cast(Kind, self.kind),
            network_yen=self.network_yen,
            endpoint_yen=self.endpoint_yen,
            from_endpoints=self.from_endpoints,
            term_months=self.term_months,
            initial_yen=self.initial_yen,
            has_insurance=self.has_insurance,
            can_visit=self.can_visit,
            has_consulting=self.has_consulting,
            visits_per_year=self.visits_per_year,
            terms=self.terms,
            watched_endpoints=self.watched_endpoints,
        )

    def ceilings(self) -> policy.Ceilings | None:
        """What the registration allows."""
        if self.registered_network_yen is None or self.registered_endpoint_yen is None:
            return None
        return policy.Ceilings(self.registered_network_yen, self.registered_endpoint_yen)


class Contract(TenantModel):
    """契約. What a customer buys.

    term_from  the first day of the present minimum term: of the service, or of the last renewal.
    ends_on    the last day of service, once somebody said that he leaves.
    """

    class States(models.TextChoices):
        DRAFT = State.DRAFT.value, "準備中"
        EXPLAINED = State.EXPLAINED.value, "説明済み"
        SIGNED = State.SIGNED.value, "同意済み"
        RUNNING = State.RUNNING.value, "利用中"
        ENDING = State.ENDING.value, "終了予定"
        ENDED = State.ENDED.value, "終了"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    endpoints = models.PositiveIntegerField("台数")
    state = models.CharField(max_length=10, choices=States, default=States.DRAFT)
    started = models.DateField("開始日", null=True, blank=True)
    term_from = models.DateField(null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField("終了日", null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(started__isnull=False, term_from__isnull=False) | ~Q(state__in=["running", "ending"]),
                name="contract_started",
            ),
            models.CheckConstraint(condition=Q(ends_on__isnull=False) | ~Q(state="ending"), name="contract_end_known"),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state__in=["signed", "running", "ending"]),
                name="contract_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.endpoints}"


class Explanation(TenantModel):
    """重要事項説明. What was explained to a customer, word by word. Never changed.

    number  counts those of the contract; only the newest can be agreed to.
    plan, endpoints, from_day, ends_on, fee_yen  what a consent makes of the contract; the last two of a cancellation.
    text_version  of the template that the text was made from; digest is the SHA-256 of the text.
    explained_by  nobody: it was read on a page.
    """

    RIGHTS = ONLY_ADDED

    class Purpose(models.TextChoices):
        START = "start", "申し込み"
        CHANGE = "change", "変更"
        RENEWAL = "renewal", "更新"
        ENDING = "ending", "解約"

    class How(models.TextChoices):
        SPOKEN = "spoken", "口頭"
        WRITTEN = "written", "書面"
        PAGE = "page", "画面"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="explanations")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=8, choices=Purpose)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    endpoints = models.PositiveIntegerField()
    from_day = models.DateField()
    ends_on = models.DateField(null=True)
    fee_yen = models.PositiveBigIntegerField(default=0)
    language = models.CharField(max_length=2)
    text_version = models.CharField(max_length=20)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    how = models.CharField(max_length=8, choices=How)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    explained_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["contract", "number"], name="explanation_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.explained_at:%Y-%m-%d}"


class Consent(TenantModel):
    """同意. Somebody agreed to an explanation. Never changed. digest: of the text that he saw."""

    RIGHTS = ONLY_ADDED

    explanation = models.OneToOneField(Explanation, on_delete=models.PROTECT, related_name="consent")
    name = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.name} {self.given_at:%Y-%m-%d}"


class SeatCount(TenantModel):
    """台数. How many computers were seen, or are insured, as counted on a day."""

    class What(models.TextChoices):
        SEEN = "seen", "見えた"
        INSURED = "insured", "保険"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="seat_counts")
    what = models.CharField(max_length=8, choices=What)
    counted_on = models.DateField()
    number = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["contract", "what", "counted_on"], name="seat_count_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.number}"
