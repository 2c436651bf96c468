from __future__ import annotations

from otasuke.normalise.capture.interfaces import name_of


def test_interfaces_and_operations_have_the_names_of_rules():
    assert name_of("367abb81-9844-35f1-ad32-98f038001003", 12) == ("svcctl", "CreateServiceW")
    assert name_of("e3514235-4b06-11d1-ab04-00c04fc2dcd2", 3) == ("drsuapi", "DRSGetNCChanges")
    assert name_of("367abb81-9844-35f1-ad32-98f038001003", None) == ("svcctl", "")


def test_what_is_not_known_has_no_name():
    assert name_of("00000000-0000-0000-0000-000000000000", 1) == ("", "")
    assert name_of("367abb81-9844-35f1-ad32-98f038001003", 999) == ("svcctl", "")
