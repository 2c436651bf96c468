"""The tactics of MITRE ATT&CK, in the order of an attack, in Japanese and English. Source: attack.mitre.org/tactics."""

from __future__ import annotations

from collections.abc import Iterable

TACTICS: dict[str, tuple[str, str]] = {
    "reconnaissance": ("下調べ", "Reconnaissance"),
    "resource-development": ("攻撃の準備", "Resource Development"),
    "initial-access": ("最初の侵入", "Initial Access"),
    "execution": ("プログラムの実行", "Execution"),
    "persistence": ("居座り", "Persistence"),
    "privilege-escalation": ("権限の引き上げ", "Privilege Escalation"),
    "defense-evasion": ("防御のすり抜け", "Defense Evasion"),
    "stealth": ("身を隠す", "Stealth"),
    "defense-impairment": ("防御の妨害", "Defense Impairment"),
    "credential-access": ("パスワードの盗み", "Credential Access"),
    "discovery": ("社内の調べ回り", "Discovery"),
    "lateral-movement": ("ほかの機械への広がり", "Lateral Movement"),
    "collection": ("情報の収集", "Collection"),
    "command-and-control": ("外からの操作", "Command and Control"),
    "exfiltration": ("情報の持ち出し", "Exfiltration"),
    "impact": ("破壊・妨害", "Impact"),
}


def tactics_in(tags: Iterable[str]) -> list[str]:
    """The tactics that a rule's tags name, such as `attack.credential-access`."""
    names = (tag.lower().removeprefix("attack.").replace("_", "-") for tag in tags)
    return [name for name in dict.fromkeys(names) if name in TACTICS]
