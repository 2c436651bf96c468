"""What is different each time an activity happens: names, numbers, addresses, processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from zlib import crc32

from otasuke.simulating.company import WINDOWS, Company, Device
from otasuke.simulating.life.activity import Activity, Trace
from otasuke.simulating.names import FAMILIES, GIVEN
from otasuke.simulating.writing.templates import escaped

_WORDS = (
    "見積書 請求書 納品書 注文書 議事録 日報 図面 名簿 契約書 在庫表 工程表 写真 給与明細 年末調整 決算資料".split()
)
_FOLDERS = "共有 経理 総務 営業 図面 見積 写真 工事 人事".split()
_NETWORKS = (45, 61, 77, 80, 91, 103, 118, 141, 162, 185, 193, 198, 205, 212)
_HOME_PROVIDERS = ("126.72", "60.112", "106.73", "123.225", "114.150", "219.117")
_MOBILE_PROVIDERS = ("49.98", "106.146", "126.193")


@dataclass(frozen=True, slots=True)
class Occasion:
    """An activity that happens now, on this device of this company."""

    company: Company
    device: Device
    activity: Activity


def drawn(occasion: Occasion, dice: Random) -> dict[str, bytes]:
    """The slots that stay the same during one occasion."""
    company, device = occasion.company, occasion.device
    actor = device if device.kind in WINDOWS else dice.choice(company.pcs)
    others = [one for one in company.pcs if one is not actor] or [actor]
    other = dice.choice(others)
    family, given = dice.choice(FAMILIES)[1], dice.choice(GIVEN)
    texts = {
        "client": actor.address,
        "clientname": actor.name,
        "peer": other.address,
        "peername": other.name,
        "colleague": other.user,
        "person": f"{given[0]}.{family}",
        "foreign": f"{dice.choice(_NETWORKS)}.{dice.randrange(1, 255)}.{dice.randrange(256)}.{dice.randrange(1, 255)}",
        "hex": f"{dice.getrandbits(32):08x}",
        "long": f"{dice.getrandbits(128):032x}",
        "num": f"{dice.randrange(1000, 10000)}",
        "small": f"{dice.randrange(1, 10)}",
        "word": dice.choice(_WORDS),
        "folder": dice.choice(_FOLDERS),
        "file": f"{dice.randrange(1, 400)}",
        **_account(company, actor),
        "logon": f"0x{dice.getrandbits(24) | 0x10000:x}",
    }
    texts |= _picked(occasion.activity.picks, dice)
    return {name: escaped(text) for name, text in texts.items()}


def _account(company: Company, actor: Device) -> dict[str, str]:
    """Whose account it is, and from where its owner signs in when not at the office."""
    digest = crc32(f"{company.tenant}/{actor.name}".encode())
    last = f"{digest >> 8 & 0xFF}.{1 + (digest >> 16) % 254}"
    name = actor.user.lower() if actor.user.isascii() else ""
    return {
        "mailbox": name or f"user{actor.number:02}",
        "maildomain": f"{company.tenant}.example",
        "home": f"{_HOME_PROVIDERS[digest % len(_HOME_PROVIDERS)]}.{last}",
        "mobile": f"{_MOBILE_PROVIDERS[digest % len(_MOBILE_PROVIDERS)]}.{last}",
    }


def _picked(picks: Mapping[str, tuple[str, ...]], dice: Random) -> dict[str, str]:
    """One of each list; lists of the same length go together."""
    places: dict[int, int] = {}
    return {name: values[places.setdefault(len(values), dice.randrange(len(values)))] for name, values in picks.items()}


def process_slots(trace: Trace, processes: dict[str, tuple[bytes, bytes]], dice: Random) -> dict[str, bytes]:
    """The numbers of the processes in a trace: of one program in one occasion always the same."""
    found: dict[str, bytes] = {}
    for program, number, unique in ((trace.actor, "pid", "guid"), (trace.parent, "ppid", "pguid")):
        if program:
            found[number], found[unique] = processes.setdefault(program, _process(dice))
    return found


def _process(dice: Random) -> tuple[bytes, bytes]:
    digits = b"%032x" % dice.getrandbits(128)
    return b"%d" % (4 * dice.randrange(150, 4000)), b"%b-66%b-%b-%b" % (
        digits[:4],
        digits[4:6],
        digits[6:10],
        digits[10:22],
    )
