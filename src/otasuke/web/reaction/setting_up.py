"""How a box is told to fetch the lists, for who stands before it. The words come from the makers' manuals; no test does these steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from otasuke.web.reaction.lists import File
from otasuke.web.sensors.setting_up.steps import Step
from otasuke.web.ui.sentences import _

BRANDS: Mapping[str, str] = {
    "fortigate": "FortiGate",
    "sophos": "Sophos Firewall",
    "yamaha": "YAMAHA RTX",
    "opnsense": "OPNsense",
    "pfsense": "pfSense",
    "pihole": "Pi-hole",
    "dns": "BIND / Unbound",
    "other": "HTTP",
}
"""Brands that can fetch, and what they are called. `other` is any that reads lines; """
CANNOT_FETCH = frozenset({"yamaha"})
"""Somebody types for them."""

_END = Step(
    _(
        "機器が取りに来ると、この会社のページに時刻が出ます。10分たっても「まだ取りに来ていません」なら、アドレスを確かめてください。"
    )
)


def steps(brand: str, address: str) -> Sequence[Step]:
    """The steps for a brand. address: with the secret, without a slash at its end."""
    return (*_BRANDS[brand](address), _END)


def _file(address: str, file: File) -> str:
    return f"{address}/{file.value}"


def _fortigate(address: str) -> Sequence[Step]:
    kinds = (
        ("ip", "address", "", File.IP),
        ("domain", "domain", "192", File.DOMAIN),
        ("url", "category", "193", File.URL),
    )
    resources = "".join(
        f'    edit "otasuke-{name}"\n        set type {kind}\n'
        + (f"        set category {category}\n" if category else "")
        + f'        set resource "{_file(address, file)}"\n        set refresh-rate 5\n    next\n'
        for name, kind, category, file in kinds
    )
    deny = (
        'config firewall policy\n    edit 0\n        set name "otasuke-block"\n        set srcintf "any"\n        set dstintf "any"\n'
        '        set srcaddr "all"\n        set dstaddr "otasuke-ip"\n        set action deny\n        set schedule "always"\n'
        '        set service "ALL"\n        set logtraffic all\n    next\nend'
    )
    return (
        Step(_("FortiGateの管理画面を開き、右上の「CLIコンソール」を押します。")),
        Step(_("次の行をそのまま貼りつけます。"), f"config system external-resource\n{resources}end"),
        Step(_("止めるためのポリシーを足します。あとで一覧のいちばん上に移してください。"), deny),
        Step(
            _(
                "「DNSフィルタ」でリモートカテゴリー otasuke-domain を、「Webフィルタ」で otasuke-url を「ブロック」にし、インターネットへ出るポリシーに当てます。"
            )
        ),
    )


def _sophos(address: str) -> Sequence[Step]:
    rows = (
        ("otasuke-ip", "IPv4 address", File.IP),
        ("otasuke-domain", "Domain", File.DOMAIN),
        ("otasuke-url", "URL", File.URL),
    )
    words = "\n\n".join(
        f"Name: {name}\nAction: Block\nIndicator type: {kind}\nExternal URL: {_file(address, file)}\nAuthorization: None\n"
        "Polling interval: every 5 minutes"
        for name, kind, file in rows
    )
    return (
        Step(
            _(
                "管理画面で「Active threat response」→「Third-party threat feeds」を開きます。Xstream Protectionの契約がいります。"
            )
        ),
        Step(_("「Add」を3回押し、次のとおりに入れて「Test connection」のあと「Save」を押します。"), words),
    )


def _yamaha(address: str) -> Sequence[Step]:
    return (
        Step(
            _(
                "この機種は、一覧を自分では取りに来られません。いま止めているアドレスは、次のアドレスを管理するパソコンで開くと見られます。"
            ),
            _file(address, File.IP),
        ),
        Step(
            _(
                "アドレスごとに次の行を入れると、そのアドレスへの通信が捨てられます。198.51.100.7 のところを書きかえてください。"
            ),
            "ip route 198.51.100.7 gateway null\nsave",
        ),
        Step(_("やめるときは、次の行を入れます。"), "no ip route 198.51.100.7 gateway null\nsave"),
        Step(_("手で入れたものは、期限がきても消えません。終わった知らせがきたら、必ずやめてください。")),
    )


def _opnsense(address: str) -> Sequence[Step]:
    return (
        Step(
            _("「Firewall」→「Aliases」で「+」を押し、次のとおりに入れて「Save」「Apply」を押します。"),
            f"Name: otasuke_ip\nType: URL Table (IPs)\nRefresh Frequency: 0 days 0.25 hours\nContent: {_file(address, File.IP)}",
        ),
        Step(
            _("「Firewall」→「Rules」→「LAN」のいちばん上に、次のルールを足します。"),
            "Action: Block\nDirection: in\nSource: any\nDestination: otasuke_ip\nLog: on",
        ),
        Step(
            _(
                "「Services」→「Unbound DNS」→「Blocklist」の「URLs of Blocklists」に次を入れ、「System」→「Settings」→「Cron」で更新を1時間ごとにします。"
            ),
            _file(address, File.DOMAIN),
        ),
    )


def _pfsense(address: str) -> Sequence[Step]:
    return (
        Step(
            _(
                "「System」→「Package Manager」で pfBlockerNG を入れます。標準の別名（Alias）は1日に1回しか取りに来ません。"
            )
        ),
        Step(
            _("「Firewall」→「pfBlockerNG」→「IP」→「IPv4」で「Add」を押し、次のとおりに入れます。"),
            f"Name: otasuke\nFormat: Auto\nState: ON\nSource: {_file(address, File.IP)}\nAction: Deny Both\nUpdate Frequency: Every hour",
        ),
        Step(
            _("「DNSBL」→「DNSBL Groups」でも「Add」を押し、次のとおりに入れます。"),
            f"Name: otasuke\nFormat: Auto\nState: ON\nSource: {_file(address, File.DOMAIN)}\nAction: Unbound\nUpdate Frequency: Every hour",
        ),
    )


def _pihole(address: str) -> Sequence[Step]:
    return (
        Step(
            _("管理画面で「Lists」を開き、「Address」に次を入れて「Add blocklist」を押します。"),
            _file(address, File.DOMAIN),
        ),
        Step(
            _("そのままでは週に1回しか取りに来ません。端末で次の1行を入れると、15分ごとになります。"),
            "echo '*/15 * * * * root PATH=/usr/local/bin:/usr/bin:/bin pihole -g >/dev/null' | sudo tee /etc/cron.d/otasuke",
        ),
    )


def _dns(address: str) -> Sequence[Step]:
    url = _file(address, File.RPZ)
    unbound = f'server:\n    module-config: "respip validator iterator"\nrpz:\n    name: otasuke.rpz\n    url: "{url}"\n    zonefile: otasuke.rpz'
    bind = (
        'options { response-policy { zone "otasuke.rpz"; }; };\n'
        'zone "otasuke.rpz" { type primary; file "otasuke.rpz"; allow-query { localhost; }; };'
    )
    cron = f"*/5 * * * * root curl -fsS -z /var/cache/bind/otasuke.rpz -o /var/cache/bind/otasuke.rpz {url} && rndc reload otasuke.rpz >/dev/null"
    return (
        Step(_("Unboundなら、設定に次を足して読み直させます。SOAのとおり、1分ごとに取りに来ます。"), unbound),
        Step(_("BINDなら、設定に次を足します。"), bind),
        Step(_("BINDは自分では取りに来ないので、/etc/cron.d/otasuke に次の1行を書きます。"), cron),
    )


def _other(address: str) -> Sequence[Step]:
    return (
        Step(
            _(
                "ほかの機器では、1行に1つずつ書かれた一覧を取りこむ設定を開き、次のアドレスを入れます。5分ごとがおすすめです。"
            ),
            "\n".join(_file(address, file) for file in (File.IP, File.DOMAIN, File.URL)),
        ),
    )


_BRANDS: Mapping[str, Callable[[str], Sequence[Step]]] = {
    "fortigate": _fortigate,
    "sophos": _sophos,
    "yamaha": _yamaha,
    "opnsense": _opnsense,
    "pfsense": _pfsense,
    "pihole": _pihole,
    "dns": _dns,
    "other": _other,
}
