"""One request to a service of somebody else, which reaches nothing of our own network; what it says in the words of the port."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus
from http.client import HTTPException

from otasuke.web.notify.channels.port import Refused, Unclear
from otasuke.web.outside.asking import Network, TooLong, ask
from otasuke.web.outside.policy import BadUrl

_MOST_BYTES = 10_000


def speak(url: str, body: bytes, *, headers: Mapping[str, str], network: Network) -> int:
    """The status of the answer. Raises Refused where nobody was spoken to, Unclear where there was no answer."""
    try:
        return ask(url, body, headers=headers, network=network, most_bytes=_MOST_BYTES).status
    except BadUrl as error:
        raise Refused(f"not allowed: {error.reason}", is_permanent=True) from error
    except ConnectionRefusedError as error:
        raise Refused("the service cannot be reached", is_permanent=False) from error
    except TooLong:
        return HTTPStatus.OK
    except (OSError, HTTPException) as error:
        raise Unclear(f"no answer of the service: {type(error).__name__}") from error


def judge(status: int, *, for_now: Collection[int]) -> None:
    """Return where it was taken. for_now: of refusals, those after which it may be taken later. Raises Refused, Unclear."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unclear(f"the service answered {status}")
    raise Refused(f"the service answered {status}", is_permanent=status not in for_now)
