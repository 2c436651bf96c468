from __future__ import annotations

from pipeline.cast import FAILED_SIGN_IN, GUESSING, WHOAMI, rules_of


def test_rules_know_which_fields_their_correlations_look_at():
    assert rules_of(WHOAMI, FAILED_SIGN_IN, GUESSING).kept_fields() == {"hostname"}
    assert rules_of(WHOAMI).kept_fields() == frozenset()


def test_their_correlator_wants_the_hits_of_rules_that_are_referred_to():
    wanted = rules_of(WHOAMI, FAILED_SIGN_IN, GUESSING).correlator().wanted_rules

    assert wanted == {"22222222-2222-4222-8222-222222222222"}


def test_they_know_the_kind_of_log_of_a_correlation_by_the_first_rule_that_it_combines():
    rules = rules_of(WHOAMI, FAILED_SIGN_IN, GUESSING)
    (correlation,) = rules.correlations

    assert rules.logs() == {correlation.id: rules.correlated[0].logsource.parts}
