"""Scripts that let a computer send, with its own values in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files

from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.reach import Reach
from otasuke.web.sensors.setting_up.quoting import powershell_values, sh_values

_PLACE = "@VALUES@"
_SCRIPTS: Mapping[Kind, tuple[str, Callable[[Mapping[str, str]], str]]] = {
    Kind.LINUX: ("linux.sh", sh_values),
    Kind.MACOS: ("macos.sh", sh_values),
    Kind.WINDOWS: ("windows.ps1", powershell_values),
}
HAVE_SCRIPTS = frozenset(_SCRIPTS)


def script(kind: Kind, reach: Reach, *, token: str, device: str, company: str) -> str:
    """The script for a computer of this kind. device, company: what they are called, to be told to who runs it."""
    name, assignments = _SCRIPTS[kind]
    source = (files(__package__) / name).read_text(encoding="utf-8")
    values = {
        "url": reach.url,
        "host": reach.host,
        "port": str(reach.port),
        "secure": "on" if reach.is_secure else "off",
        "token": token,
        "authority": reach.authority,
        "device": device,
        "company": company,
    }
    before, after = source.split(_PLACE)  # once: what is filled in is not looked at again
    return before + assignments(values) + after
