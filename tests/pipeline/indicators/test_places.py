from __future__ import annotations

from otasuke.pipeline.indicators.places import indicators_folder, watchlist_path


def test_indicators_have_a_folder_of_their_own(tmp_path):
    assert watchlist_path(indicators_folder(tmp_path)) == tmp_path / "indicators" / "watchlist"
