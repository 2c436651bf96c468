"""Every SigmaHQ rule for firewalls, routers and what they detect can be reached by a line that a device would write."""

from __future__ import annotations

import pytest

from normalise.generic.reach import Render, rules_for, unreachable
from otasuke.normalise.base import TextSource
from otasuke.normalise.firewall import cef, cisco_ios, fortigate, huawei, juniper, palo_alto

FORTIGATE = 'date=2024-03-29 time=15:00:50 devname="F" logid="0100044546" type="{}" subtype="{}" '
SYSTEM = "1,2024/03/29 15:00:50,0123,SYSTEM,globalprotect,0,2024/03/29 15:00:49,,event,GW,0,0,general,high,{},1,0x0,0,0,0,0,,PA"


def pairs(drawn: dict[str, str], **names: str) -> str:
    return " ".join(f'{new}="{drawn[old]}"' for new, old in names.items() if old in drawn)


def csv(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def malware(drawn: dict[str, str]) -> str:
    values = {name: value.replace("\\", "\\\\").replace("=", "\\=") for name, value in drawn.items()}
    named = f"cs1Label=Virus Name cs1={values.get('Signature', 'Generic')}"
    return f"CEF:0|Trend Micro|Apex|1|AV|Found|8|{named} filePath={values.get('Filename', 'a')}"


CASES: list[tuple[tuple[str | None, str | None, str | None], int, TextSource, Render]] = [
    (
        (None, "firewall", None),
        2,
        fortigate.SOURCE,
        lambda drawn: [
            FORTIGATE.format("traffic", "forward")
            + pairs({"action": "accept"} | drawn, srcip="src_ip", dstip="dst_ip", dstport="dst_port", action="action")
        ],
    ),
    (
        ("fortigate", None, "event"),
        7,
        fortigate.SOURCE,
        lambda drawn: [FORTIGATE.format("event", "system") + pairs(drawn, action="action", cfgpath="cfgpath")],
    ),
    (
        ("fortios", None, "sslvpnd"),
        1,
        fortigate.SOURCE,
        lambda drawn: [FORTIGATE.format("event", "vpn") + pairs(drawn, msg="keywords")],
    ),
    (
        (None, "dns", None),
        11,
        fortigate.SOURCE,
        lambda drawn: [
            FORTIGATE.format("utm", "dns") + pairs(drawn, qname="query", qtype="record_type", ipaddr="answer")
        ],
    ),
    (
        ("paloalto", "appliance", "globalprotect"),
        1,
        palo_alto.SOURCE,
        lambda drawn: [SYSTEM.format(csv(drawn["keywords"]))],
    ),
    (
        ("paloalto", "file_event", "globalprotect"),
        1,
        palo_alto.SOURCE,
        lambda drawn: [SYSTEM.format(csv("wrote " + drawn["TargetFilename"]))],
    ),
    (
        ("cisco", None, "aaa"),
        13,
        cisco_ios.SOURCE,
        lambda drawn: [f"%PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:{drawn['keywords']}"],
    ),
    (("cisco", None, "bgp"), 1, cisco_ios.SOURCE, lambda drawn: [f"%IP-TCP-3-BADAUTH : {drawn['keywords']}"]),
    (("cisco", None, "ldp"), 1, cisco_ios.SOURCE, lambda drawn: [f"%LDP-4-AUTH: {drawn['keywords']}"]),
    (("cisco", None, "syslog"), 1, cisco_ios.SOURCE, lambda drawn: [f"{drawn['keywords']} ok"]),
    (("huawei", None, "bgp"), 1, huawei.SOURCE, lambda drawn: [f"%%01BGP/3/BGP_AUTH_FAILED(l): {drawn['keywords']}"]),
    (("juniper", None, "bgp"), 1, juniper.SOURCE, lambda drawn: [f"rpd[1]: tcp_auth_ok: {drawn['keywords']}"]),
    ((None, "antivirus", None), 9, cef.SOURCE, lambda drawn: [malware(drawn)]),
]


@pytest.mark.parametrize(("logsource", "count", "source", "render"), CASES, ids=[str(case[0]) for case in CASES])
def test_every_rule_of_the_log_source_is_reached(shared_data, logsource, count, source, render):
    rules = rules_for(shared_data, logsource)

    missed = unreachable(rules, source, render)

    assert len(rules) >= count
    assert missed == []
