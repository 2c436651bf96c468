"""Which log sources a CEF or LEEF record belongs to, by its vendor and by what it holds."""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.traffic import text
from otasuke.normalise.web.taxonomy import Request, request_fields

_PRODUCTS: Mapping[str, str] = {
    "fortinet": "fortigate",
    "palo alto networks": "paloalto",
    "check point": "checkpoint",
    "cisco": "cisco",
    "sonicwall": "sonicwall",
    "sophos": "sophos",
    "watchguard": "watchguard",
    "juniper networks": "juniper",
    "juniper": "juniper",
    "huawei": "huawei",
    "trend micro": "trendmicro",
    "symantec": "symantec",
}
_SIGNATURES = (
    *("Signature", "virusName", "Virus Name", "VirusName", "Threat Name", "ThreatName", "Malware Name", "MalwareName"),
    *("Protection Name", "threatName", "virus", "Risk Name", "Security_Risk_Name"),
)
_FILES = ("Filename", "filePath", "fname", "fileName", "File Path", "FileName")


def network_logsources(fields: dict[str, Value], vendor: str, device: str, request: Request) -> tuple[LogSource, ...]:
    """Firewall if it names both ends, proxy if it has a URL, antivirus if it names malware; adds their fields.

    A record that is none of these still belongs to its vendor's product.
    """
    product = _PRODUCTS.get(vendor.strip().lower(), vendor.strip().lower().replace(" ", "_") or None)
    found: list[LogSource] = []
    if "dst_ip" in fields and "src_ip" in fields:
        found.append(LogSource(product=product, category="firewall"))
    if request.target:
        fields.update(request_fields(request))
        found.append(LogSource(product=product, category="proxy"))
    signature = next((text(fields, name) for name in _SIGNATURES if text(fields, name)), "")
    if signature:
        fields["Signature"] = signature
        fields["Filename"] = next((text(fields, name) for name in _FILES if text(fields, name)), "")
        found.append(LogSource(product=product, category="antivirus"))
    if product == "fortigate" and "FTNTFGTcfgpath" in fields:
        fields["cfgpath"] = fields["FTNTFGTcfgpath"]
        found.append(LogSource(product=product, service="event"))
    return tuple(found) or (LogSource(product=product, service=device.lower().replace(" ", "_") or None),)
