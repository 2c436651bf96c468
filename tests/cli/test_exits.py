from otasuke.cli.exits import CliError, Exit


def test_an_error_carries_what_main_needs_to_end() -> None:
    error = CliError("no file at /tmp/x", hint="Check the path.", exit_code=Exit.BAD_RULES)

    assert (str(error), error.hint, error.exit_code) == ("no file at /tmp/x", "Check the path.", 4)


def test_an_error_without_more_is_about_the_input() -> None:
    error = CliError("broken")

    assert (error.hint, error.exit_code) == ("", Exit.BAD_INPUT)


def test_the_codes_of_signals_are_those_of_the_shell() -> None:
    assert (Exit.INTERRUPTED, Exit.CLOSED_PIPE) == (128 + 2, 128 + 13)
