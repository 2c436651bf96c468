"""Lines of the other boxes: FortiGate, Yamaha RTX, and a NAS that writes Linux syslog.

Source: FortiOS log message reference; Yamaha's reference of SYSLOG messages; rsyslog's RSYSLOG_ForwardFormat.
The slots of a box are `host`, `network` and `outside`.
"""

from __future__ import annotations

from random import Random
from zlib import crc32

from otasuke.simulating.writing.eve import freshen
from otasuke.simulating.writing.templates import Pattern, Template, Values, deck_of, draw, slot, text_template

_KNOCKING = (b"22", b"23", b"23", b"80", b"445", b"445", b"3389", b"5555", b"8080")
_FORTI_HEAD = (
    f'date={slot("jday")} time={slot("jclock")} devname="{slot("host")}" devid="{slot("serial")}" '
    f'eventtime={slot("second")}{slot("us")}000 tz="+0900"'
)
_RTX_HEAD = f"<134>{slot('jstamp')}"
_NAS_TIME = f"{slot('jday')}T{slot('jclock')}.{slot('us')}+09:00"


def _knock(values: Values, dice: Random) -> None:
    freshen(values, dice)
    values["dport"] = draw(_KNOCKING, dice)


def _name(values: Values, dice: Random) -> None:
    freshen(values, dice)
    values["dport"] = b"53"


def _web(values: Values, dice: Random) -> None:
    freshen(values, dice)


def forti_line(words: str) -> Template:
    """What a FortiGate says; the head is written for it."""
    return text_template(f"<189>{_FORTI_HEAD} {words}")


def forti_traffic(
    action: str,
    policy: int,
    *,
    there: str = slot("there"),
    client: str = slot("client"),
    service: str = "HTTPS",
    port: str = slot("dport"),
) -> Template:
    """A session that ended or was refused."""
    inward = action == "deny"
    source, target = (there, slot("outside")) if inward else (client, there)
    ways = (
        'srcintf="wan1" srcintfrole="wan" dstintf="root" dstintfrole="undefined"'
        if inward
        else ('srcintf="internal" srcintfrole="lan" dstintf="wan1" dstintfrole="wan"')
    )
    kind = (
        'logid="0001000014" type="traffic" subtype="local"'
        if inward
        else 'logid="0000000013" type="traffic" subtype="forward"'
    )
    return text_template(
        f'<189>{_FORTI_HEAD} {kind} level="notice" vd="root" srcip={source} srcport={slot("sport")} {ways} '
        f'dstip={target} dstport={port} srccountry="Reserved" dstcountry="Japan" sessionid={slot("id")}{slot("us")} '
        f'proto=6 action="{action}" policyid={policy} service="{service}" trandisp="snat" duration=1{slot("ms")} '
        f'sentbyte={slot("sent")} rcvdbyte={slot("got")} sentpkt={slot("out")} rcvdpkt={slot("in")} appcat="unscanned"'
    )


def forti_dns(name: str = slot("name"), there: str = slot("there")) -> Template:
    """A name that was looked up."""
    return text_template(
        f'<189>{_FORTI_HEAD} logid="1501054802" type="utm" subtype="dns" eventtype="dns-response" level="notice" vd="root" '
        f'policyid=1 sessionid={slot("id")}{slot("us")} srcip={slot("client")} srcport={slot("sport")} srcintf="internal" '
        f'dstip=8.8.8.8 dstport=53 dstintf="wan1" proto=17 profile="default" xid={slot("id")} qname="{name}" qtype="A" '
        f'qtypeval=1 qclass="IN" ipaddr="{there}" msg="Domain is monitored" action="pass" cat=52 catdesc="Information Technology"'
    )


def forti_page(host: str, kind: str, *, action: str, client: str, there: str) -> Template:
    """A page that belongs to a category. action: passthrough or blocked."""
    return text_template(
        f'<188>{_FORTI_HEAD} logid="0317013312" type="utm" subtype="webfilter" eventtype="ftgd_allow" level="warning" '
        f'vd="root" policyid=1 sessionid={slot("id")}{slot("us")} srcip={client} srcport={slot("sport")} srcintf="internal" '
        f'srcintfrole="lan" dstip={there} dstport=443 dstintf="wan1" dstintfrole="wan" proto=6 service="HTTPS" '
        f'hostname="{host}" profile="default" action="{action}" reqtype="direct" url="https://{host}/" sentbyte=517 '
        f'rcvdbyte=0 direction="outgoing" msg="URL belongs to a category" ratemethod="domain" cat=26 catdesc="{kind}"'
    )


def forti_virus(
    virus: str, file: str, *, action: str, service: str, client: str, there: str, mail: tuple[str, str] | None = None
) -> Template:
    """A virus in a file. action: monitored or blocked; client: who began, there: with whom; mail: its sender and subject."""
    envelope = f'sender="{mail[0]}" subject="{mail[1]}" ' if mail else ""
    return text_template(
        f'<188>{_FORTI_HEAD} logid="0211008192" type="utm" subtype="virus" eventtype="infected" level="warning" vd="root" '
        f'policyid=1 msg="File is infected." action="{action}" service="{service}" sessionid={slot("id")}{slot("us")} '
        f'srcip={client} dstip={there} srcport={slot("sport")} dstport={slot("dport")} proto=6 direction="incoming" '
        f'{envelope}filename="{file}" quarskip="No-skip" virus="{virus}" dtype="Virus" virusid=2172 profile="default"'
    )


def forti_lease(mac: str, address: str, hostname: str) -> Template:
    """The FortiGate, as DHCP server, gives a device an address."""
    return text_template(
        f'<190>{_FORTI_HEAD} logid="0100026001" type="event" subtype="system" level="information" vd="root" '
        f'logdesc="DHCP Ack log" interface="internal" dhcp_msg="Ack" mac="{mac}" ip={address} lease=86400 '
        f'hostname="{hostname}" msg="DHCP server sends a DHCPACK"'
    )


def forti_botnet(attack: str, *, client: str, there: str) -> Template:
    """A device inside talks to a server that the FortiGate knows as one of a botnet, and is let through."""
    return text_template(
        f'<188>{_FORTI_HEAD} logid="0422016400" type="utm" subtype="ips" eventtype="botnet" level="warning" vd="root" '
        f'msg="Botnet C&C Communication." severity="critical" srcip={client} srccountry="Reserved" dstip={there} '
        f'srcintf="internal" srcintfrole="lan" dstintf="wan1" dstintfrole="wan" sessionid={slot("id")}{slot("us")} '
        f'action="detected" srcport={slot("sport")} dstport={slot("dport")} proto=6 service="HTTP" policyid=1 '
        f'profile="default" direction="outgoing" attack="{attack}" attackid=7630239 crscore=50 crlevel="critical"'
    )


def fortigate_deck() -> list[Pattern]:
    """A FortiGate's ordinary day."""
    return deck_of(
        [
            (560, Pattern(forti_traffic("close", 1), _web)),
            (260, Pattern(forti_dns(), _name)),
            (150, Pattern(forti_traffic("deny", 0, service="TELNET"), _knock)),
        ]
    )


def rtx_line(words: str) -> Template:
    """What an RTX says: without a host and a tag."""
    return text_template(f"{_RTX_HEAD} {words}")


def rtx_deck() -> list[Pattern]:
    """An RTX's ordinary day."""
    there, client, port = slot("there"), slot("client"), slot("dport")
    knock = f"PP[01] Rejected at IN(2000) filter: TCP {there}:{slot('sport')} > {slot('outside')}:{port}"
    session = (
        f"[INSPECT] PP[01][out][101098] TCP {client}:{slot('sport')} > {there}:443 ({slot('jslash')} {slot('jclock')})"
    )
    lease = f"[DHCPD] LAN1(port1) Allocates {client}: 00:a0:de:{slot('octets')}"
    return deck_of(
        [
            (500, Pattern(rtx_line(knock), _knock)),
            (440, Pattern(rtx_line(session), _web)),
            (60, Pattern(rtx_line(lease), _lease)),
        ]
    )


def _lease(values: Values, dice: Random) -> None:
    freshen(values, dice)
    # A computer keeps its hardware address: leases of one address go to the same one.
    values["octets"] = b"%02x:%02x:%02x" % (*crc32(values["client"]).to_bytes(4, "big")[:3],)


def nas_line(priority: int, program: str, words: str) -> Template:
    """A message of a program on the NAS."""
    return text_template(f"<{priority}>{_NAS_TIME} {slot('host')} {program} {words}")


def nas_deck() -> list[Pattern]:
    """A NAS's ordinary day."""
    job = f"CRON[{slot('id')}]:"
    smb = f"{slot('client')}|{slot('file')}|open|ok|r|共有/{slot('digest')}.xlsx"
    return deck_of(
        [
            (
                60,
                Pattern(
                    nas_line(78, job, "(root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.hourly)"),
                    _served,
                ),
            ),
            (800, Pattern(nas_line(134, "smbd_audit:", smb), _served)),
            (40, Pattern(nas_line(30, "systemd[1]:", "Started Session of user backup."), _served)),
            (
                30,
                Pattern(
                    nas_line(
                        86,
                        f"sshd[{slot('id')}]:",
                        f"Accepted publickey for backup from {slot('client')} port {slot('sport')} ssh2",
                    ),
                    _served,
                ),
            ),
            (10, Pattern(nas_line(6, "kernel:", f"md/raid1:md2: data-check done, {slot('sent')} sectors"), _served)),
        ]
    )


def _served(values: Values, dice: Random) -> None:
    freshen(values, dice)
    values["file"] = draw((b"keiri", b"soumu", b"eigyo", b"user", b"owner"), dice)
