from otasuke.jp.industries import is_industry
from otasuke.web.world.kinds import KINDS


def test_there_are_thirty_different_kinds_from_one_computer_to_sixty() -> None:
    assert len({kind.trade for kind in KINDS}) == len({kind.romaji for kind in KINDS}) == len(KINDS) == 30
    assert all(is_industry(kind.industry) for kind in KINDS)
    assert len({kind.industry[0] for kind in KINDS}) >= 12
    assert (min(kind.seats[0] for kind in KINDS), max(kind.seats[1] for kind in KINDS)) == (1, 60)
