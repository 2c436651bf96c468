from __future__ import annotations

from pipeline.cast import FAILED_SIGN_IN, GUESSING, WHOAMI, rules_of


def test_rules_know_which_fields_their_correlations_look_at():
    assert rules_of(WHOAMI, FAILED_SIGN_IN, GUESSING).kept_fields() == {"hostname"}
    assert rules_of(WHOAMI).kept_fields() == frozenset()


def test_their_correlator_wants_the_hits_of_rules_that_are_referred_to():
    wanted = rules_of(WHOAMI, FAILED_SIGN_IN, GUESSING).correlator().wanted_rules

    assert wanted == {"22222222-2222-4222-8222-222222222222"}
