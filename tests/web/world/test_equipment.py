from otasuke.web.sensors.policy import IS_SEAT, Kind, kind_fault, name_fault
from otasuke.web.world.companies import BLOCK, invent
from otasuke.web.world.equipment import equipment_of


def test_every_seat_has_a_computer_and_every_device_a_name_of_its_own() -> None:
    for number in range(BLOCK):
        one = invent(number, 1)
        things = list(equipment_of(one, 1))

        assert sum(thing.kind in IS_SEAT for thing in things) == one.seats
        assert len({thing.name for thing in things}) == len(things)
        assert not [thing for thing in things if kind_fault(thing.kind, thing.brand) or name_fault(thing.name)]
        assert things == list(equipment_of(one, 1))


def test_larger_companies_have_a_box_and_a_few_devices_are_not_heard() -> None:
    things = [thing for number in range(BLOCK) for thing in equipment_of(invent(number, 1), 1)]

    assert {thing.kind for thing in things} == {Kind.WINDOWS, Kind.MACOS, Kind.UTM, Kind.NAS}
    assert 0 < sum(not thing.is_heard for thing in things) < len(things) / 10
