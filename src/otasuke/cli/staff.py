"""`otasuke staff`: invite people who work for the provider; the way in for the first of them."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of

if TYPE_CHECKING:
    from otasuke.config import Settings


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    from otasuke.web.accounts.policy import STAFF

    parser = subparsers.add_parser("staff", help="invite people who work for the provider")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    invite = actions.add_parser(
        "invite",
        help="print a link with which somebody chooses a password and registers a phone",
        description="Prints a link that works once, for three days. Who is invited again, as he forgot his password or lost "
        "his phone, gets another role beside those he has, and what he used before ends when he uses the link.",
    )
    invite.add_argument("name", metavar="NAME")
    invite.add_argument("mail", metavar="MAIL")
    invite.add_argument("--role", required=True, choices=sorted(STAFF), help="what he does")
    invite.add_argument("--address", metavar="URL", help="where people find the web, such as https://otasuke.example")
    add_data_argument(invite)


def run(args: argparse.Namespace) -> int:
    """Invite somebody."""
    settings = settings_of(args)
    token = _invited(settings, args)
    print(f"{_address(settings, args.address)}/staff/invited/{token}")
    print(f"for {args.name}, once, for three days; whoever has it is {args.role}", file=sys.stderr)
    return Exit.OK


def _invited(settings: Settings, args: argparse.Namespace) -> str:
    from otasuke.cli.web_process import web_logins
    from otasuke.web.project.inviting import CannotInvite, invite_staff
    from otasuke.web.project.serving import environment

    key = settings.data_folder / "web.key.secret"
    if not key.exists():
        raise CliError(
            f"{settings.data_folder} has no web, and so no staff",
            hint="--data or OTASUKE_DATA names another folder; OTASUKE_WEB_LISTEN starts the web.",
        )
    told = environment(settings, web_logins(settings).member, secret=key.read_text().strip())
    try:
        return invite_staff(told, name=args.name, email=args.mail, role=args.role)
    except CannotInvite as error:
        raise CliError(
            str(error), hint=error.hint, exit_code=Exit.UNWELL if error.is_unwell else Exit.BAD_INPUT
        ) from error


def _address(settings: Settings, given: str | None) -> str:
    """Where people find the web, as far as this machine knows."""
    if given:
        return given.rstrip("/")
    hosts = [host for host in os.environ.get("OTASUKE_WEB_HOSTS", "").split(",") if host]
    if hosts:
        return f"{'https' if os.environ.get('OTASUKE_WEB_HTTPS') == 'on' else 'http'}://{hosts[0]}"
    return f"http://{settings.web.host}:{settings.web.port}" if settings.web else "http://localhost:8000"
