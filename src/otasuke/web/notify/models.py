"""What is said about a matter, who of the staff is called, and the outbox: everything that is to be brought to somebody."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from otasuke.advice.colour import Colour
from otasuke.web.notify.policy import Urgency, Way
from otasuke.web.notify.words import Answer, Words, said_in
from otasuke.web.tenancy.models import TenantModel

LONGEST_ANSWER = 400


class _Interrupting(TenantModel):
    """What calls people until a human acknowledges.

    words         by language (`Words`), as they are now: what has not gone out yet says these.
    rounds        of calls that were begun after the first.
    acknowledged  by whoever pressed a key, answered or opened it; how: key, answer, page.
    """

    words = models.JSONField()
    is_drill = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    rounds = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_how = models.CharField(max_length=10, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True

    def in_language(self, language: str) -> Words:
        """What it says."""
        return said_in(self.words, language)

    def __str__(self) -> str:
        return self.in_language("ja").title


class Message(_Interrupting):
    """お知らせ. What a company is told about one matter, kept up to date: never a second message.

    told_at       when it last interrupted somebody, or was to: interruption counts these.
    revision      of its words.
    answered_by   the name of who answered; acknowledged_by: of who acknowledged.
    answer_words  what he wrote, where he answered in words.
    """

    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    colour = models.CharField(max_length=1, choices=[(one.value, one.word) for one in Colour])
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    interruption = models.PositiveSmallIntegerField(default=1)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Answer], blank=True)
    answer_words = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(_Interrupting.Meta):
        constraints = [
            *_Interrupting.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "about_kind", "about_id"], name="message_once"),
        ]
        indexes = [models.Index(fields=["customer", "-updated_at"], name="message_of_customer")]


class StaffCall(_Interrupting):
    """当番への電話. Somebody of the staff is called, through the chain, until one acknowledges.

    customer   whom it is about; None: no company. Staff read it across all.
    about      what it is about, if anything: as long as it is open there is one call for each.
    """

    customer = models.ForeignKey(  # type: ignore[assignment]  # the provider has rows of his own here
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.UUIDField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="acknowledged_calls"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(_Interrupting.Meta):
        indexes = [models.Index(fields=["-told_at"], name="staff_call_newest")]


class Delivery(TenantModel):
    """お知らせの一通. One message to one person by one channel: a row of the outbox, and afterwards the proof.

    customer    of a message; None where staff are called.
    occasion    told, or closed: that it is over.
    name        of the person, or of a place where many read; address: telephone, mail, or the id of that place.
    reference   ours, made of what is sent to whom: the same thing planned twice is one row.
    latest_at   when it was to be sent at the latest.
    next_at     when to do something about it next: to send it, to ask what became of it; null: nothing is left to do.
    sender      the number of the process that is sending it.
    carrier_id  what the channel calls it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待っています"
        SENDING = "sending", "送っています"
        ACCEPTED = "accepted", "渡しました"
        DELIVERED = "delivered", "届きました"
        ACKNOWLEDGED = "acknowledged", "確認されました"
        FAILED = "failed", "届きませんでした"
        GIVEN_UP = "given_up", "あきらめました"
        NOT_NEEDED = "not_needed", "要らなくなりました"

    class Occasion(models.TextChoices):
        TOLD = "told", "お知らせ"
        CLOSED = "closed", "終わり"

    customer = models.ForeignKey(  # type: ignore[assignment]  # the provider has rows of his own here
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="deliveries")
    staff_call = models.ForeignKey(StaffCall, on_delete=models.PROTECT, null=True, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    occasion = models.CharField(max_length=6, choices=Occasion, default=Occasion.TOLD)
    interruption = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Way])
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    reference = models.CharField(max_length=36, unique=True)
    urgency = models.PositiveSmallIntegerField(choices=[(one.value, one.name) for one in Urgency])
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    latest_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    sender = models.BigIntegerField(null=True)
    began_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    carrier_id = models.CharField(max_length=100, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(message__isnull=False, staff_call=None, customer__isnull=False)
                | models.Q(message=None, staff_call__isnull=False, customer=None),
                name="delivery_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["urgency", "next_at"], name="delivery_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["message", "planned_at"], name="delivery_of_message"),
            models.Index(fields=["staff_call", "planned_at"], name="delivery_of_call"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.reference} {self.state}"

    @property
    def subject(self) -> Message | StaffCall:
        """What it is about."""
        found = self.message or self.staff_call
        assert found
        return found


class PushBrowser(models.Model):
    """通知を受けるブラウザー. A browser that shows what its person is told, of whatever companies he acts for.

    mark     of its address: there are no two with the same.
    known    its address and keys (channels/pushed.py), as JSON, sealed: who has them can write there.
    browser  what it says it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_browsers")
    mark = models.CharField(max_length=64, unique=True)
    known = models.TextField()
    browser = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.browser


class DeliveryEvent(TenantModel):
    """配達の記録. What happened to a delivery, added and never changed.

    kind        a state that it came to, or: planned, brought_forward, in_doubt, tried.
    written_at  by the clock of the database, in the order in which it happened.
    """

    RIGHTS = "SELECT, INSERT"

    customer = models.ForeignKey(  # type: ignore[assignment]  # the provider has rows of his own here
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    written_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))
    kind = models.CharField(max_length=16)
    words = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["delivery", "written_at"], name="event_of_delivery")]

    def __str__(self) -> str:
        return f"{self.kind} {self.delivery_id}"


class Place(TenantModel):
    """連絡の場所. A chat where many read: of a company, or of the staff.

    customer  whose it is; None: the staff's, who read calls of staff there.
    known     what is needed to write there (channels/places.py), as JSON, sealed: it holds secrets.
    """

    customer = models.ForeignKey(  # type: ignore[assignment]  # the provider has rows of his own here
        "customers.Customer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    way = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Way])
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=[("ja", "日本語"), ("en", "English")], default="ja")
    known = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.way} {self.name}"
