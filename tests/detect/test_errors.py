from otasuke.detect.errors import DetectError, HopelessRuleError, RegexError, RuleError


def test_every_error_has_the_base_of_the_package() -> None:
    assert all(issubclass(error, DetectError) for error in (HopelessRuleError, RegexError, RuleError))


def test_a_rule_error_knows_its_line() -> None:
    error = RuleError("modifier is not known", 14)

    assert (str(error), error.line) == ("modifier is not known", 14)
