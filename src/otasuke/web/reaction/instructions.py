"""What somebody does until something on the computer does it itself: in plain words, for who stands before it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from otasuke.web.reaction.policy import Kind
from otasuke.web.ui.sentences import Sentence, _


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do it. steps: in their order; undo: how it is taken back."""

    title: Sentence
    steps: Sequence[Sentence]
    undo: Sentence


_ISOLATE = Way(
    _("線を抜く"),
    (
        _("電源は切らないでください。切ると、調べるための手がかりが消えます。"),
        _("パソコンの後ろや横にささっている、ネットの線（LANケーブル）を抜きます。"),
        _("無線のときは、画面右下の扇の形の印を押し、「Wi-Fi」を押して消します。Macは画面右上です。"),
        _("そのパソコンは、電話があるまで使わないでください。"),
    ),
    _("線をさし直すか、Wi-Fiをもう一度押すと、元に戻ります。電話で確かめてからにしてください。"),
)
_WINDOWS = Way(
    _("Windows（社内のサーバーで管理しているとき）"),
    (
        _(
            "サーバーで「Active Directory ユーザーとコンピューター」を開き、その人を右クリックして「アカウントを無効にする」を押します。"
        ),
        _(
            "サーバーがなければ、そのパソコンの「コンピューターの管理」→「ローカル ユーザーとグループ」で同じようにします。"
        ),
        _("その人がいま使っているパソコンは、サインアウトさせます。"),
    ),
    _("同じ所で「アカウントを有効にする」を押すと、元に戻ります。パスワードを先に変えてください。"),
)
_M365 = Way(
    _("Microsoft 365"),
    (
        _("admin.microsoft.com を開き、「ユーザー」→「アクティブなユーザー」でその人を押します。"),
        _("「サインインをブロック」を押して保存します。"),
        _("同じ所の「すべてのセッションからサインアウト」も押します。これを忘れると、入られたままになります。"),
    ),
    _("「サインインのブロックを解除」を押すと、元に戻ります。パスワードを先に変えてください。"),
)
_GOOGLE = Way(
    _("Google Workspace"),
    (
        _("admin.google.com を開き、「ディレクトリ」→「ユーザー」でその人を押します。"),
        _("「ユーザーを一時停止」を押します。"),
        _("「セキュリティ」→「ログイン Cookie」の「リセット」も押します。"),
    ),
    _("「再有効化」を押すと、元に戻ります。パスワードを先に変えてください。"),
)


def ways(kind: Kind) -> Sequence[Way]:
    """How it is done; one of them fits. Blocks are done by boxes."""
    return {Kind.ISOLATE: (_ISOLATE,), Kind.LOCK_ACCOUNT: (_M365, _GOOGLE, _WINDOWS)}.get(kind, ())
