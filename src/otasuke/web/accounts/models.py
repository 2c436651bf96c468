"""People who sign in, and for which firm they do what. What a role may do stands in policy.py."""

from __future__ import annotations

from datetime import time
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from otasuke.web.tenancy.models import TenantModel


class People(BaseUserManager["Person"]):
    """Makes and finds people."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with this mail address, however it is written."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """人. Somebody who signs in: of a customer, of the provider, or of a firm that works with him.

    phone   as somebody wrote it; nobody has called it.
    mobile  in E.164: a text was sent there, and he read it. It opens the door for members, so it is nobody else's.
    quiet   from when until when nothing but 赤 reaches him (quiet.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField("メール", blank=True)
    phone = models.CharField("電話", max_length=20, blank=True)
    mobile = models.CharField("携帯電話", max_length=16, blank=True)
    name = models.CharField("名前", max_length=60)
    name_kana = models.CharField("よみ", max_length=80, blank=True)
    language = models.CharField(max_length=2, choices=[("ja", "日本語"), ("en", "English")], default="ja")
    has_large_type = models.BooleanField("大きな文字", default=False)
    has_furigana = models.BooleanField("ふりがな", default=False)
    quiet_from = models.TimeField("静かな時間の始まり", null=True, blank=True)
    quiet_until = models.TimeField("静かな時間の終わり", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email", condition=~models.Q(email="")),
            models.UniqueConstraint(fields=["mobile"], name="person_mobile", condition=~models.Q(mobile="")),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="person_quiet",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def quiet(self) -> tuple[time, time] | None:
        """The hours; None: there are none."""
        return (self.quiet_from, self.quiet_until) if self.quiet_from and self.quiet_until else None


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


class OneTimeLink(models.Model):
    """一回だけのリンク. Does something for a person once, for a time. What was sent is known only by its digest."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person} {self.made_at}"


class SignInLink(OneTimeLink):
    """ログインのリンク. Signs a person in."""

    class Meta(OneTimeLink.Meta):
        abstract = False
        indexes = [models.Index(fields=["person", "made_at"], name="link_of_person")]


class Invitation(OneTimeLink):
    """スタッフの招待. Lets a person choose a password, and a second factor after it."""


class SecondFactor(models.Model):
    """二つ目の鍵. The secret that a person's phone makes codes of (TOTP), sealed.

    last_step  of the newest code that was used: no code counts twice.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.person)


class RecoveryCode(models.Model):
    """予備のコード. Stands for the phone, once. Known only by its digest."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.person)


class Failure(models.Model):
    """入れなかったこと. Somebody gave a wrong password or code.

    who      a digest of the mail address that was given, whether somebody has it or not.
    address  of the network; of IPv6 the first half.
    """

    who = models.BinaryField(max_length=32)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who", "-at"], name="failure_of_person"),
            models.Index(fields=["address", "-at"], name="failure_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at}"


class MobileCode(models.Model):
    """携帯番号の確認コード. Was texted to a number, which is its person's if he writes it here. Known only by its digest.

    tries  how often something else was written.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="mobile_code")
    mobile = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.person)


class TextAsked(models.Model):
    """SMSを頼まれたこと. Somebody wanted a text to be sent to a number, and it costs money.

    who      a digest of the number, whether somebody has it or not.
    address  of the network; of IPv6 the first half.
    is_sent  whether one was.
    """

    who = models.BinaryField(max_length=32)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()
    is_sent = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="text_asked")]

    def __str__(self) -> str:
        return f"{self.address} {self.at}"


class Passkey(models.Model):
    """パスキー. A key in somebody's phone or computer, which asks for a finger, a face or a PIN before it signs.

    door      of staff, or of members: a key opens the door behind which it was made, and no other.
    key       id and public key, as WebAuthn packs them (attested credential data).
    sign_count  how often it signed, by its own count; 0 if it does not count.
    """

    class Door(models.TextChoices):
        STAFF = "staff", "スタッフ"
        MEMBER = "member", "お客様"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    door = models.CharField(max_length=6, choices=Door)
    name = models.CharField(max_length=40)
    credential = models.BinaryField(max_length=1023, unique=True)
    key = models.BinaryField(max_length=4096)
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.name}"


class IdentityProvider(models.Model):
    """会社のアカウント. Where the provider's people have accounts by which they come in (OpenID): one row, or none.

    client, secret  as what we are known there; the secret is sealed.
    domains         of the mails that it may speak for.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    issuer = models.CharField(max_length=500)
    client = models.CharField(max_length=255)
    secret = models.CharField(max_length=2000)
    domains = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="identity_provider_is_one")]

    def __str__(self) -> str:
        return self.issuer


class Identity(models.Model):
    """会社のアカウントの持ち主. Whose account there it is. subject: what it is known by there, for ever."""

    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once"),
            models.UniqueConstraint(fields=["issuer", "person"], name="identity_of_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.issuer}"


class OpenBrowser(models.Model):
    """ログインしているブラウザー. key: of Django's session."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="%(class)ss")
    address = models.CharField(max_length=45)
    browser = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person} {self.made_at}"


class StaffSession(OpenBrowser):
    """スタッフのセッション. A browser that gave both the password and the second factor."""


class MemberSession(OpenBrowser):
    """お客様のセッション. A browser that came by a mailed link; nothing depends on it, it is there to be seen and ended."""


class MemberInvitation(TenantModel):
    """社員の招待. Somebody may become one of a company's people, by a link that was mailed to him.

    name    as the one who invites him writes it. Until he agrees nobody learns whether he is known here already.
    digest  of the newest link's secret.
    """

    email = models.EmailField()
    name = models.CharField(max_length=60)
    name_kana = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint("customer", Lower("email"), name="member_invited_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.made_at}"
