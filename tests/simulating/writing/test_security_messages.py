from __future__ import annotations

from otasuke.simulating.writing.security_messages import security_message


def test_a_message_names_the_data_in_japanese_by_section() -> None:
    data = {"SubjectUserName": "PC1$", "TargetUserName": "松原", "LogonType": "3", "KeyLength": "128"}

    message = security_message(4624, data)

    assert message.startswith("アカウントが正常にログオンしました。")
    assert (
        message.index("サブジェクト:")
        < message.index("PC1$")
        < message.index("新しいログオン:")
        < message.index("松原")
    )
    assert "ログオン タイプ:\t\t3" in message
    assert "128" not in message
