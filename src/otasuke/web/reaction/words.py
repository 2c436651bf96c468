"""Actions in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.web.reaction.policy import Kind, State
from otasuke.web.ui.sentences import Sentence, _

KINDS: Mapping[Kind, Sentence] = {
    Kind.BLOCK_IP: _("アドレスとの通信を止める"),
    Kind.BLOCK_DOMAIN: _("ドメインとの通信を止める"),
    Kind.BLOCK_URL: _("ページを開けないようにする"),
    Kind.ISOLATE: _("パソコンを社内のネットワークから切り離す"),
    Kind.LOCK_ACCOUNT: _("アカウントを止める"),
}
OWNERS: Mapping[Kind, Sentence] = {
    Kind.BLOCK_IP: _("あやしい相手との通信を止める"),
    Kind.BLOCK_DOMAIN: _("あやしいサイトとの通信を止める"),
    Kind.BLOCK_URL: _("あやしいページを開けないようにする"),
    Kind.ISOLATE: _("パソコンを社内の線から切り離す"),
    Kind.LOCK_ACCOUNT: _("ログインを止める"),
}
"""The same for people of the company."""
STATES: Mapping[State, Sentence] = {
    State.OFFERED: _("まだしていません"),
    State.APPROVED: _("してよいと決まりました。まだ終わっていません"),
    State.ACTIVE: _("しています"),
    State.EXPIRED: _("期限で終わりました"),
    State.WITHDRAWN: _("やめました"),
    State.FAILED: _("できませんでした"),
}
APPROVED_BLOCK = _("止めると決まりました。機器が取りに来るのを待っています")
ACTIVE_BLOCK = _("止めています")
DONE: Mapping[str, Sentence] = {
    "offered": _("手当てを挙げました：%(what)s（%(target)s）"),
    "approved": _("手当てを決めました：%(what)s（%(target)s）"),
    "at_once": _("事前の同意により、すぐに止めました：%(target)s"),
    "active": _("手当てが効いています：%(what)s（%(target)s）"),
    "withdrawn": _("手当てをやめました：%(what)s（%(target)s）"),
    "put_back": _("やめた手当てを元に戻しました：%(what)s（%(target)s）"),
    "expired": _("手当てが期限で終わりました：%(what)s（%(target)s）"),
    "failed": _("手当てができませんでした：%(what)s（%(target)s）"),
}
"""What the story of an incident says."""


def state_of(kind: Kind, state: State) -> Sentence:
    """How far it is."""
    if kind.is_block and state is State.APPROVED:
        return APPROVED_BLOCK
    return ACTIVE_BLOCK if kind.is_block and state is State.ACTIVE else STATES[state]


def said(what: str, kind: Kind, target: str) -> Sentence:
    """A line of the story."""
    key = DONE[what].key
    return Sentence(key, (("what", KINDS[kind]), ("target", target)))
