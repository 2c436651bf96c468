"""The paper of a drill."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drill_cast import BEGAN, DRILL, after
from otasuke.web.duty.drilling import begin, file
from otasuke.web.duty.drills import Record
from otasuke.web.duty.errors import EvidenceDamaged
from otasuke.web.duty.evidence import _content, drill_pdf
from otasuke.web.duty.models import DrillResult


def filed(drill: Record) -> DrillResult:
    return file(begin(None, by=None, at=BEGAN).id, drill, at=after(7))


def test_the_paper_says_how_it_went_who_was_called_and_the_digest(database) -> None:
    kept = filed(DRILL)

    said = _content(kept, "ja")

    result, calls = said["sections"]
    assert result["words"].startswith(
        "3人目の水無瀬 円さんが、6分30秒で答えました。\n約束（15分以内に人が答える）を守りました。"
    )
    assert calls["words"].splitlines()[0] == "03:00:00　早瀬 遥　電話　出なかった（30秒）"
    assert ["始めた人", "くじ（時刻はだれにも知らせていません）"] in said["facts"]
    assert ["SHA-256", kept.digest] in said["facts"]


def test_a_drill_that_nobody_answered_says_so(database) -> None:
    kept = filed(replace(DRILL, answered_by="", answered_at=None, ended_at=after(60), tries=()))

    said = _content(kept, "ja")

    assert "守れませんでした" in said["sections"][0]["words"]
    assert said["sections"][1]["words"] == "呼び出しはありません。"


def test_the_pdf_is_the_same_every_time_and_for_archives(database) -> None:
    kept = filed(DRILL)

    made = drill_pdf(kept, language="ja")

    assert made.startswith(b"%PDF")
    assert b"pdfaid" in made
    assert made == drill_pdf(kept, language="ja")
    assert made != drill_pdf(kept, language="en")


def test_there_is_no_paper_of_what_was_changed(database) -> None:
    kept = filed(DRILL)
    kept.text = kept.text.replace("key", "page")

    with pytest.raises(EvidenceDamaged):
        drill_pdf(kept, language="ja")
