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
    4648: "明示的な資格情報を使用してログオンが試行されました。",
    4616: "システム時刻が変更されました。",
    4657: "レジストリ値が変更されました。",
    4663: "オブジェクトへのアクセスが試行されました。",
    4697: "サービスがシステムにインストールされました。",
    4698: "スケジュールされたタスクが作成されました。",
    4699: "スケジュールされたタスクが削除されました。",
    4702: "スケジュールされたタスクが更新されました。",
    4719: "システム監査ポリシーが変更されました。",
    4720: "ユーザー アカウントが作成されました。",
    4722: "ユーザー アカウントが有効化されました。",
    4723: "アカウントのパスワードの変更が試行されました。",
    4724: "アカウントのパスワードのリセットが試行されました。",
    4725: "ユーザー アカウントが無効化されました。",
    4726: "ユーザー アカウントが削除されました。",
    4728: "セキュリティが有効なグローバル グループにメンバーが追加されました。",
    4732: "セキュリティが有効なローカル グループにメンバーが追加されました。",
    4738: "ユーザー アカウントが変更されました。",
    4740: "ユーザー アカウントがロックアウトされました。",
    4741: "コンピューター アカウントが作成されました。",
    4767: "ユーザー アカウントのロックが解除されました。",
    4768: "Kerberos 認証チケット (TGT) が要求されました。",
    4769: "Kerberos サービス チケットが要求されました。",
    4771: "Kerberos の事前認証に失敗しました。",
    4778: "セッションがウィンドウ ステーションに再接続されました。",
    4779: "セッションがウィンドウ ステーションから切断されました。",
    4781: "アカウントの名前が変更されました。",
    4798: "ユーザーのローカル グループ メンバーシップが列挙されました。",
    4799: "セキュリティが有効なローカル グループ メンバーシップが列挙されました。",
    4825: "ユーザーはリモート デスクトップへのアクセスを拒否されました。",
    4946: "Windows ファイアウォールの例外の一覧が変更されました。規則が追加されました。",
    5145: "クライアントに必要なアクセスを付与できるかどうかについて、ネットワーク共有オブジェクトがチェックされました。",
    5156: "Windows フィルターリング プラットフォームで、接続が許可されました。",
    6416: "新しい外部デバイスがシステムによって認識されました。",
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
