from __future__ import annotations

from otasuke.simulating.attacks.stories import STORIES
from otasuke.simulating.attacks.story import Planned, Role, Scene, Story, cast_of, plan_attacks, stage
from otasuke.simulating.company import Kind, make_company
from otasuke.simulating.writing.winlogbeat import script_block
from simulating.reading import MORNING_US, company_having

SPAN = (MORNING_US, MORNING_US + 600_000_000)
STORY = Story(
    "s",
    "S",
    tuple(Scene(at, role, script_block("x")) for at, role in ((100, Role.VICTIM), (0, Role.SERVER), (50, Role.RTX))),
)


def test_attacks_are_planned_the_same_way_every_time_in_different_companies() -> None:
    planned = plan_attacks(range(50), STORIES, count=10, span_us=SPAN, seed=1)

    assert planned == plan_attacks(range(50), STORIES, count=10, span_us=SPAN, seed=1)
    assert planned != plan_attacks(range(50), STORIES, count=10, span_us=SPAN, seed=2)
    assert len({one.company for one in planned}) == 10
    assert {one.story for one in planned} == {story.name for story in STORIES}


def test_an_attack_is_over_when_the_run_is_even_if_it_has_to_hurry() -> None:
    companies = [make_company(number, seed=1) for number in range(20)]

    for planned in plan_attacks(range(20), STORIES, count=20, span_us=SPAN, seed=1):
        attack = stage(planned, companies[planned.company], STORIES)
        assert all(SPAN[0] <= step.at_us < SPAN[1] for _, step in attack.steps)


def test_there_are_no_more_attacks_than_companies() -> None:
    assert len(plan_attacks(range(3), STORIES, count=10, span_us=SPAN, seed=1)) == 3


def test_scenes_happen_in_order_at_moments_of_their_own() -> None:
    company = make_company(0, seed=1)
    attack = stage(Planned(0, "s", MORNING_US, 0.5), company, [STORY])

    times = [step.at_us for _, step in attack.steps]
    assert times == sorted(set(times))
    assert times[-1] - times[0] >= 50_000_000
    assert all(time % 1000 == 0 for time in times)


def test_a_scene_whose_role_nobody_has_is_left_out() -> None:
    without, having = company_having(without=Kind.RTX), company_having(Kind.RTX)

    assert len(stage(Planned(0, "s", MORNING_US, 1), without, [STORY]).steps) == 2
    assert len(stage(Planned(0, "s", MORNING_US, 1), having, [STORY]).steps) == 3


def test_in_the_smallest_company_one_pc_plays_every_part() -> None:
    companies = (make_company(number, seed=1) for number in range(1000))
    alone = next(company for company in companies if len(company.pcs) == 1)
    roles = cast_of(alone)

    assert roles[Role.VICTIM] == roles[Role.COLLEAGUE] == roles[Role.THIRD] == alone.pcs[0]
