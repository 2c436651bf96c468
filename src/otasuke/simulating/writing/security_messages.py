"""What the security log of a Japanese Windows says in words about its events: the title and the data, with labels."""

from __future__ import annotations

from collections.abc import Mapping

_TITLES = {
    4624: "アカウントが正常にログオンしました。",
    4625: "アカウントがログオンに失敗しました。",
    4634: "アカウントがログオフしました。",
    4672: "新しいログオンに特権が割り当てられました。",
    4776: "コンピューターがアカウントの資格情報を検証しようとしました。",
    5140: "ネットワーク共有オブジェクトにアクセスしました。",
    4688: "新しいプロセスが作成されました。",
}
_LABELS = {
    "UserSid": "セキュリティ ID",
    "UserName": "アカウント名",
    "DomainName": "アカウント ドメイン",
    "LogonId": "ログオン ID",
    "LogonType": "ログオン タイプ",
    "PrivilegeList": "特権",
    "NewProcessId": "新しいプロセス ID",
    "NewProcessName": "新しいプロセス名",
    "TokenElevationType": "トークン昇格の種類",
    "MandatoryLabel": "必須ラベル",
    "ParentProcessName": "作成元プロセス名",
    "CommandLine": "プロセスのコマンド ライン",
    "ProcessId": "プロセス ID",
    "ProcessName": "プロセス名",
    "WorkstationName": "ワークステーション名",
    "IpAddress": "ソース ネットワーク アドレス",
    "IpPort": "ソース ポート",
    "LogonProcessName": "ログオン プロセス",
    "AuthenticationPackageName": "認証パッケージ",
    "ShareName": "共有名",
    "ShareLocalPath": "共有パス",
    "Workstation": "ソース ワークステーション",
    "Status": "状態",
    "SubStatus": "サブ ステータス",
}
_SECTIONS = {"Subject": "サブジェクト", "Target": "新しいログオン"}


def security_message(event_id: int, data: Mapping[str, str]) -> str:
    """The message of an event with these data; of data without a label nothing is said."""
    lines = [_TITLES[event_id], ""]
    section = ""
    for name, value in data.items():
        prefix = next((part for part in _SECTIONS if name.startswith(part)), "")
        if prefix != section:
            lines += ["", f"{_SECTIONS.get(prefix, '詳細')}:"]
            section = prefix
        if label := _LABELS.get(name.removeprefix(prefix)):
            lines.append(f"\t{label}:\t\t{value}")
    return "\n".join(lines)
