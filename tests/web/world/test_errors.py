from otasuke.web.world.errors import NotADemo


def test_it_is_no_fault_of_what_was_given() -> None:
    assert issubclass(NotADemo, RuntimeError)
