"""What the kinds of records in the audit log mean, in words. A test names a kind that has none."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: Mapping[str, Promise] = {
    "staff": _("スタッフのログイン"),
    "person": _("お客様のログインと名前"),
    "passkey": _("パスキー"),
    "post": _("役割"),
    "member": _("会社の人"),
    "customer": _("会社"),
    "customers": _("会社の取りこみ"),
    "site": _("拠点"),
    "contacts": _("連絡先"),
    "card": _("カルテ"),
    "notes": _("メモ"),
    "partners": _("取引先"),
    "edit": _("取り消し"),
    "joining": _("申しこみ"),
    "letter": _("お便り"),
    "device": _("端末"),
    "desk": _("窓口"),
    "plan": _("プラン"),
    "contract": _("契約"),
    "explanation": _("説明と同意"),
    "seats": _("台数"),
    "token": _("APIトークン"),
    "hook": _("ウェブフック"),
    "job": _("裏の仕事"),
    "provider": _("事業者"),
    "audit": _("監査記録"),
}
"""What stands before the point of a kind."""

ACTS: Mapping[str, Promise] = {
    "staff.invited": _("人を招き、役割を与えた"),
    "staff.invited_again": _("新しい招待のリンクを作った"),
    "staff.password_set": _("招待のリンクでパスワードを決めた"),
    "staff.second_factor_set": _("スマートフォンを登録した"),
    "staff.recovery_codes_made": _("予備のコードを作った"),
    "staff.recovery_code_used": _("予備のコードで入った"),
    "staff.signed_in": _("スタッフとしてログインした"),
    "staff.signed_out": _("ログアウトした"),
    "staff.signed_out_others": _("自分のほかのブラウザーをログアウトした"),
    "staff.refused": _("パスワードかコードがちがった"),
    "staff.locked_out": _("まちがいが続き、入れなくした"),
    "person.signed_in": _("メールのリンクでログインした"),
    "person.signed_out_others": _("自分のほかのブラウザーをログアウトした"),
    "person.renamed": _("自分の名前を直した"),
    "passkey.made": _("パスキーを登録した"),
    "passkey.removed": _("パスキーを外した"),
    "post.ended": _("役割を終えた"),
    "post.given_back": _("終えた役割を元に戻した"),
    "member.invited": _("会社の人を招いた"),
    "member.invitation_withdrawn": _("会社の人の招待をやめた"),
    "member.joined": _("招待を受け、会社の人になった"),
    "member.removed": _("会社の人を外した"),
    "member.given_back": _("外した人を元に戻した"),
    "member.owner_changed": _("会社の代表を渡した"),
    "customer.opened": _("会社を入れた"),
    "customer.changed": _("会社の情報を直した"),
    "customer.handled": _("担当かラベルを変えた"),
    "customer.seen": _("会社のページを開いた"),
    "customer.withdrawn": _("会社を取り下げた"),
    "customers.exported": _("会社をCSVで書き出した"),
    "customers.taken_in": _("ファイルから会社を取りこんだ"),
    "site.kept": _("拠点を書いた"),
    "site.closed": _("拠点を消した"),
    "contacts.set": _("連絡先を書いた"),
    "card.kept": _("会社の事情を書いた"),
    "notes.set": _("メモを書いた"),
    "partners.set": _("取引先を書いた"),
    "edit.undone": _("前の操作を取り消した"),
    "joining.invited": _("申しこみのリンクを作った"),
    "joining.sent_again": _("申しこみのリンクを作り直した"),
    "joining.withdrawn": _("申しこみを取り下げた"),
    "joining.given_back": _("取り下げた申しこみを元に戻した"),
    "joining.reached": _("申しこみが次の段に進んだ"),
    "letter.sent": _("見守りはじめのお便りを送った"),
    "device.added": _("機器を足した"),
    "device.connected": _("端末がつながった"),
    "device.put_back": _("外した端末を元に戻した"),
    "device.renamed": _("端末の名前を変えた"),
    "device.removed": _("機器を外した"),
    "device.handed_out": _("機器の設定を渡した"),
    "device.code_given": _("端末をつなぐコードを出した"),
    "desk.asked": _("窓口に相談した"),
    "plan.offered": _("プランの新しい版を出した"),
    "contract.drafted": _("契約を用意した"),
    "contract.explained": _("契約の説明を始めた"),
    "contract.signed": _("契約した"),
    "contract.begun": _("サービスを始めた"),
    "contract.changed": _("契約を変えた"),
    "contract.renewed": _("契約を更新した"),
    "contract.end_told": _("解約を受けた"),
    "contract.kept": _("解約を取り消した"),
    "contract.ended": _("契約を終えた"),
    "contract.dropped": _("契約をやめた"),
    "explanation.given": _("説明した"),
    "explanation.agreed": _("説明に同意した"),
    "seats.counted": _("台数を数えた"),
    "token.made": _("APIトークンを作った"),
    "token.revoked": _("APIトークンを止めた"),
    "token.wrote": _("APIトークンで書きこんだ"),
    "hook.added": _("ウェブフックを足した"),
    "hook.delivered_again": _("ウェブフックをもう一度届けた"),
    "hook.secret_changed": _("ウェブフックの鍵を替えた"),
    "hook.switched_off": _("ウェブフックを止めた"),
    "hook.switched_on": _("ウェブフックを動かした"),
    "hook.removed": _("ウェブフックを外した"),
    "job.retried": _("止まった仕事をもう一度始めた"),
    "provider.changed": _("事業者の情報を直した"),
    "provider.logo": _("事業者のロゴを替えた"),
    "audit.exported": _("監査記録を書き出した"),
}

TARGETS: Mapping[str, Promise] = {
    "person": _("人"),
    "customer": _("会社"),
    "site": _("拠点"),
    "contract": _("契約"),
    "explanation": _("説明"),
    "plan": _("プラン"),
    "invitation": _("招待"),
    "device": _("端末"),
    "token": _("APIトークン"),
    "file": _("ファイル"),
    "link": _("リンク"),
    "edit": _("操作"),
    "job": _("仕事"),
    "chain": _("監査記録"),
}
"""What stands first in a target."""


def words_of(verb: str) -> str:
    """What somebody did; a kind that nobody gave words, as it is kept."""
    return str(ACTS.get(verb, verb))


def fault_words(reason: str) -> str:
    """What is wrong with a line, as `audit.verify` says it, in the reader's language."""
    if reason == "is missing":
        return str(_("この行がありません。"))
    if reason.startswith("was changed"):
        return str(_("この行は、書かれたあとに変えられています。"))
    return str(_("最後の行が、控えとちがいます。うしろの行が消されたか、足されています。"))
