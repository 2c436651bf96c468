"""`otasuke sensor`: who may send, and by what he is known."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from otasuke.cli.commands import Subparsers
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.up import add_data_argument, settings_of
from otasuke.config import Settings

if TYPE_CHECKING:
    from otasuke.enrol.credentials import Credential


_KNOWN_WITHIN_S = 10.0
_LOOK_EVERY_S = 0.02


def register(subparsers: Subparsers) -> None:
    """Add the parsers."""
    parser = subparsers.add_parser("sensor", help="give a sensor its token, list and revoke")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _register_add(actions)
    listing = actions.add_parser("list", help="list who may send")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    listing.add_argument("--tenant", help="only of this one")
    revoke = actions.add_parser("revoke", help="let a sensor send no more, from this moment on")
    revoke.add_argument("id", help="as `otasuke sensor list` shows it")
    for action in (listing, revoke):
        add_data_argument(action)


def _register_add(actions: Subparsers) -> None:
    add = actions.add_parser(
        "add",
        help="let a sensor send",
        description="Prints the sensor's token, which is kept nowhere: who loses it gets another one. "
        "`otasuke sensor add sakura office-pc > token` writes nothing but the token to the file.",
    )
    add.add_argument("tenant", help="whose sensor it is: lower-case letters, digits and hyphens")
    add.add_argument("sensor", help="what it is called")
    instead = add.add_mutually_exclusive_group()
    instead.add_argument("--address", metavar="IP", help="it has no token: syslog from this address is its own")
    instead.add_argument("--certificate", metavar="SHA256", help="it has no token, but this TLS certificate")
    add_data_argument(add)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    settings = settings_of(args)
    actions = {"add": _add, "list": _list, "revoke": _revoke}
    asyncio.run(actions[args.action](args, settings))
    return Exit.OK


async def _add(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.enrol.credentials import REGISTRY, BadCredential, add, all_credentials, new_credential
    from otasuke.events.names import BadName
    from otasuke.pipeline.health.event import CANARY_TENANT

    if args.tenant == CANARY_TENANT:
        hint = "Its records are the service's own canaries, and no sensor of it is watched. Choose another name."
        raise CliError(f"the tenant {CANARY_TENANT} is reserved", hint=hint, exit_code=Exit.USAGE)
    try:
        credential, token = new_credential(
            args.tenant, args.sensor, now=datetime.now(UTC), address=args.address, certificate=args.certificate
        )
    except (BadName, BadCredential) as error:
        raise CliError(str(error), exit_code=Exit.USAGE) from error
    async with broker_of(settings) as broker:
        registry = await broker.registry(REGISTRY)
        _check_is_new(credential, await all_credentials(registry))
        await add(registry, credential)
    when = await _when(settings, credential.id, is_valid=True)
    print(f"otasuke: {args.sensor} of {args.tenant} may send {when}; its id is {credential.id}", file=sys.stderr)
    if token:
        print(token)


def _check_is_new(new: Credential, known: Sequence[Credential]) -> None:
    for one in known:
        if (one.address and one.address == new.address) or (one.certificate and one.certificate == new.certificate):
            raise CliError(
                f"{new.address or new.certificate} is {one.sensor} of {one.tenant} already",
                hint=f"`otasuke sensor revoke {one.id}` ends that.",
            )


async def _list(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.enrol.credentials import REGISTRY, all_credentials

    async with broker_of(settings) as broker:
        known = await all_credentials(await broker.registry(REGISTRY))
    shown = [one for one in known if args.tenant in (None, one.tenant)]
    if args.format == "json":
        json.dump([_as_json(one) for one in shown], sys.stdout)
        print()
        return
    for one in shown:
        print(f"{one.id}  {one.tenant}  {one.sensor}  {_known_by(one)}  since {one.made_at:%Y-%m-%d}")
    if not shown:
        print("Nobody may send yet. `otasuke sensor add TENANT SENSOR` lets somebody.")


def _as_json(one: Credential) -> dict[str, str]:
    return {
        "id": one.id,
        "tenant": one.tenant,
        "sensor": one.sensor,
        "known_by": _known_by(one),
        "made_at": one.made_at.isoformat(),
    }


def _known_by(one: Credential) -> str:
    named = {"token": one.token, f"address {one.address}": one.address, "certificate": one.certificate}
    return ", ".join(words for words, value in named.items() if value)


async def _revoke(args: argparse.Namespace, settings: Settings) -> None:
    from otasuke.cli.brokers import broker_of
    from otasuke.enrol.credentials import REGISTRY, revoke

    async with broker_of(settings) as broker:
        if not await revoke(await broker.registry(REGISTRY), args.id):
            raise CliError(f"nobody has the id {args.id!r}", hint="`otasuke sensor list` shows the ids.")
    when = await _when(settings, args.id, is_valid=False)
    print(f"otasuke: {args.id} may send no more {when}", file=sys.stderr)


async def _when(settings: Settings, id: str, *, is_valid: bool) -> str:
    """From when on a change holds: waits until the gateway knows it, if there is one here."""
    from otasuke.pipeline.processes.book import CREDENTIALS_COPY, copied_keys
    from otasuke.pipeline.processes.surroundings import ready_file

    if not ready_file(settings.data_folder, "gateway").exists():
        return "as soon as a gateway runs, or from a few seconds from now on where one runs elsewhere"
    until = time.monotonic() + _KNOWN_WITHIN_S
    while (id in copied_keys(settings.data_folder / "pipeline" / CREDENTIALS_COPY)) is not is_valid:
        if time.monotonic() > until:
            return (
                f"as soon as the gateway knows it, which took more than {_KNOWN_WITHIN_S:.0f} s (see `otasuke status`)"
            )
        await asyncio.sleep(_LOOK_EVERY_S)
    return "from now on"
