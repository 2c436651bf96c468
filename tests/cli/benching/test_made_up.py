from otasuke.cli.benching.made_up import made_up_list
from otasuke.detect.indicators.lists import read_list


def test_every_line_is_an_indicator_and_the_same_each_time() -> None:
    text = made_up_list(2_000)
    found = read_list(text.encode(), "made up")

    assert made_up_list(2_000) == text
    assert len(found.indicators) == 2_000
    assert not found.faults
    assert {type(one).__name__ for one in found.indicators} == {
        *("Domain", "Network", "FileHash", "Url", "MailAddress", "Ja3"),
    }
