"""The steps by which a device is joined, for who stands before it. Pure but for the words' language (`ui.telling.told`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from otasuke.web.sensors.errors import NoGateway
from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.reach import Reach
from otasuke.web.sensors.setting_up.quoting import powershell_word, sh_word
from otasuke.web.ui.sentences import Sentence, _


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. block: what is typed or pasted there, as it is; "" if nothing is."""

    words: Sentence
    block: str = ""


@dataclass(frozen=True, slots=True)
class SettingUp:
    """How a device is joined.

    needs_code     the steps hold a code (codes.give_code), which is used up by the first who fetches it.
    needs_address  the device sends syslog alone: staff hand it out with the address that it sends from.
    is_tried       the project's tests do these steps; where they do not, the words come from the maker's manual.
    """

    steps: Sequence[Step]
    needs_code: bool
    needs_address: bool
    is_tried: bool


_WAIT = Step(_("この画面にもどって「つながりました」と出るのを待ちます。2分たっても出ないときは、電話してください。"))


def by_script(kind: Kind, address: str) -> SettingUp:
    """The steps for a computer whose script is fetched from an address."""
    if kind is Kind.WINDOWS:
        steps = (
            Step(
                _(
                    "スタートボタンを右クリックして「ターミナル（管理者）」か「Windows PowerShell（管理者）」を開きます。"
                )
            ),
            Step(_("次の1行を入れて、Enterを押します。"), f"irm {powershell_word(address)} | iex"),
            _WAIT,
        )
        return SettingUp(steps, needs_code=True, needs_address=False, is_tried=False)
    where = {
        Kind.MACOS: _("「ターミナル」を開きます（アプリケーションの中の「ユーティリティ」にあります）。"),
        Kind.LINUX: _("端末を開きます。"),
    }[kind]
    line = Step(
        _("次の1行を入れて、Enterを押します。パスワードを聞かれたら、このパソコンのものを入れます。"),
        f"curl -sS {sh_word(address)} | sudo sh",
    )
    return SettingUp((Step(where), line, _WAIT), needs_code=True, needs_address=False, is_tried=kind is Kind.LINUX)


def by_syslog(brand: str, reach: Reach) -> SettingUp:
    """The steps for a device that sends syslog. Raises NoGateway where the door that it needs is shut."""
    return SettingUp((*_BRANDS[brand](reach), _WAIT), needs_code=False, needs_address=True, is_tried=False)


def _fortigate(reach: Reach) -> Sequence[Step]:
    secure = "    set enc-algorithm high\n    set ssl-min-proto-version TLSv1-2\n" if reach.syslog_tls_port else ""
    lines = (
        "config log syslogd setting\n    set status enable\n"
        f'    set server "{reach.host}"\n    set mode reliable\n    set port {_any_port(reach)}\n'
        f"    set format default\n{secure}end\n"
        "config log syslogd filter\n    set severity information\nend"
    )
    return (
        Step(_("FortiGateの管理画面を開き、右上の「CLIコンソール」を押します。")),
        Step(_("次の行をそのまま貼りつけます。"), lines),
    )


def _yamaha(reach: Reach) -> Sequence[Step]:
    if not reach.syslog_port:
        raise NoGateway
    return (
        Step(_("ルーターの管理画面（かんたん設定）で「管理」→「保守」→「コマンドの実行」を開きます。")),
        Step(
            _("次の行を入れて実行します。この機種は514番（UDP）にしか送れません。"),
            f"syslog host {reach.host}\nsyslog notice on\nsyslog info on\nsave",
        ),
    )


def _sophos(reach: Reach) -> Sequence[Step]:
    secure = "on" if reach.syslog_tls_port else "off"
    return (
        Step(_("管理画面で「System services」→「Log settings」を開き、「Syslog servers」の「Add」を押します。")),
        Step(
            _("次のとおりに入れて「Save」を押します。"),
            f"Name: otasuke\nIP address/domain: {reach.host}\nSecure log transmission: {secure}\nPort: {_any_port(reach)}\n"
            "Facility: DAEMON\nSeverity level: Information\nFormat: Device standard format",
        ),
        Step(_("同じ画面の「Log settings」の表で、otasuke の列にすべてチェックを入れて「Apply」を押します。")),
    )


def _sonicwall(reach: Reach) -> Sequence[Step]:
    return (
        Step(_("管理画面で「Device」→「Log」→「Syslog」を開き、「Syslog Servers」の「Add」を押します。")),
        Step(
            _("次のとおりに入れて「OK」を押します。暗号化（TLS）で送れるのは SonicOS 8 からです。"),
            f"Name or IP Address: {reach.host}\nPort: {reach.syslog_port or _any_port(reach)}\n"
            "Server Type: Syslog Server\nSyslog Format: Enhanced Syslog\nSyslog Facility: Local Use 0",
        ),
    )


def _watchguard(reach: Reach) -> Sequence[Step]:
    return (
        Step(_("Fireware Web UIで「System」→「Logging」→「Syslog Server」を開きます。")),
        Step(
            _(
                "「Send log messages to these syslog servers」にチェックを入れ、「Add」で次のとおりに入れて「Save」を押します。"
            ),
            f"IP Address: {reach.host}\nPort: {reach.syslog_port or _any_port(reach)}\nLog Format: Syslog",
        ),
    )


def _synology(reach: Reach) -> Sequence[Step]:
    secure = "on" if reach.syslog_tls_port else "off"
    return (
        Step(_("DSMで「ログセンター」→「ログ送信」を開き、「syslogサーバーにログを送信する」にチェックを入れます。")),
        Step(
            _("次のとおりに入れて「適用」を押します。"),
            f"Server: {reach.host}\nPort: {_any_port(reach)}\nTransfer protocol: TCP\nLog format: IETF (RFC 5424)\n"
            f"Enable secure connection (SSL): {secure}",
        ),
    )


def _qnap(reach: Reach) -> Sequence[Step]:
    protocol = "TLS" if reach.syslog_tls_port else "TCP"
    return (
        Step(_("QuLog Centerで「ログ送信者」（Log Sender）を開き、「送信先を追加」を押します。")),
        Step(
            _("次のとおりに入れて「適用」を押します。「イベントログ」と「アクセスログ」の両方を送ります。"),
            f"Destination IP: {reach.host}\nPort: {_any_port(reach)}\nTransfer protocol: {protocol}\nFormat: RFC-5424",
        ),
    )


def _any(reach: Reach) -> Sequence[Step]:
    protocol = "TCP, TLS 1.2" if reach.syslog_tls_port else "TCP"
    return (
        Step(_("機器の管理画面で、syslog（ログの転送）の設定を開きます。")),
        Step(
            _("次のとおりに入れて保存します。"),
            f"Server: {reach.host}\nPort: {_any_port(reach)}\nProtocol: {protocol}\nFormat: RFC 5424\nLevel: Information",
        ),
    )


def _any_port(reach: Reach) -> int:
    """The port with TLS if there is one. Raises NoGateway."""
    port = reach.syslog_tls_port or reach.syslog_port
    if not port:
        raise NoGateway
    return port


_BRANDS: Mapping[str, Callable[[Reach], Sequence[Step]]] = {
    "fortigate": _fortigate,
    "yamaha": _yamaha,
    "sophos": _sophos,
    "sonicwall": _sonicwall,
    "watchguard": _watchguard,
    "synology": _synology,
    "qnap": _qnap,
    "syslog": _any,
}
