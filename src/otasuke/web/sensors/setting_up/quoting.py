"""Values as words of a language, so that whatever somebody is called is a name and never a command. Pure."""

from __future__ import annotations

from collections.abc import Mapping

_POWERSHELL_QUOTES = str.maketrans({quote: quote * 2 for quote in "'‘’‚‛"})
"""PowerShell takes all of these for an end of what is quoted; doubled they stand for themselves."""


def sh_word(value: str) -> str:
    """A value as one word of a POSIX shell: nothing between single quotes means anything but their end."""
    return "'" + value.replace("\0", "").replace("'", "'\\''") + "'"


def powershell_word(value: str) -> str:
    """A value as a verbatim string of PowerShell (about_Quoting_Rules)."""
    return "'" + value.replace("\0", "").translate(_POWERSHELL_QUOTES) + "'"


def sh_values(values: Mapping[str, str]) -> str:
    """Assignments, one after another."""
    return "\n".join(f"{name}={sh_word(value)}" for name, value in values.items())


def powershell_values(values: Mapping[str, str]) -> str:
    """The same for PowerShell."""
    return "\n".join(f"${name} = {powershell_word(value)}" for name, value in values.items())
