"""The lake in an object store that speaks S3 and puts conditionally (`If-Match`, `If-None-Match`).

Endpoint, region and credentials are what the environment says to every S3 client: AWS_ENDPOINT_URL, AWS_REGION,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. They are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from otasuke.lake.errors import FileGone, StoreUnreachable
from otasuke.lake.storage.cache import Cache
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.port import Content, Stored, Swap, Wanted

_AT_ONCE = 16
"""Requests under way: each mostly waits."""
_READ_AHEAD = 256
_RETRIES, _RETRY_WITHIN = 3, timedelta(seconds=20)
_CONNECT_WITHIN, _ANSWER_WITHIN = "5s", "120s"
_CODE = re.compile(r"<Code>(\w{1,64})</Code>")
_STATUS = re.compile(r"status code: (\d{3} [A-Za-z ]{1,40})")
_REASONS = {
    "NoSuchBucket": "there is no such bucket",
    "InvalidAccessKeyId": "does not know the access key: look at AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "refuses the secret key: look at AWS_SECRET_ACCESS_KEY, and at the clock",
    "AccessDenied": "refuses: these credentials may not read, write, list and delete there",
    "RequestTimeTooSkewed": "refuses: the clock of this machine is wrong",
    "NotImplemented": "cannot put conditionally (If-Match); without that a lake is not safe there",
}
_OF_THE_CLOUD = "169.254.169.254"
T = TypeVar("T")
R = TypeVar("R")


class ObjectStore:
    """Keeps files and manifests as objects below a prefix of a bucket; copies of files are made in a cache as they are needed.

    An object is there as a whole or not at all. Uploads are signed with the SHA-256 of their bytes, which the server compares.
    """

    def __init__(self, place: Place, cache: Cache) -> None:
        self._place = place
        self._cache = cache
        self._client = S3Store(
            place.bucket,
            prefix=place.prefix or None,
            client_options={"allow_http": True, "connect_timeout": _CONNECT_WITHIN, "timeout": _ANSWER_WITHIN},
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_WITHIN},
        )

    @property
    def root(self) -> Path:
        """The folder of copies."""
        return self._cache.folder

    def shown(self, name: str) -> str:
        return f"{self._place}/{name}" if name else str(self._place)

    def folders(self) -> list[str]:
        with self._plain():
            return sorted(obstore.list_with_delimiter(self._client)["common_prefixes"])

    def read(self, name: str) -> bytes:
        with self._plain():
            return self._get(name).data

    def read_many(self, names: Sequence[str]) -> Iterator[Content | None]:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="s3") as pool:
            for first in range(0, len(names), _READ_AHEAD):
                yield from pool.map(self._content, names[first : first + _READ_AHEAD])

    def swap(self, swaps: Sequence[Swap]) -> frozenset[str]:
        done = _all(self._swap, swaps)
        return frozenset(one.name for one, is_done in zip(swaps, done, strict=True) if not is_done)

    def write_new(self, files: Sequence[tuple[str, bytes]]) -> None:
        _all(lambda file: self._put(*file), files)

    def delete(self, names: Sequence[str]) -> None:
        if names:
            with self._plain():
                obstore.delete(self._client, list(names))

    def listed(self, folder: str) -> Iterator[Stored]:
        with self._plain():
            for some in obstore.list(self._client, prefix=f"{folder}/"):
                yield from (
                    Stored(one["path"], one["last_modified"]) for one in some if one["path"].endswith(".parquet")
                )

    def keep(self, file: Wanted) -> AbstractContextManager[Path]:
        return self._cache.keep(file, lambda: self._fetched(file), shown=self.shown(file.name))

    def _fetched(self, file: Wanted) -> bytes:
        try:
            return self.read(file.name)
        except FileNotFoundError as error:
            raise FileGone(self.shown(file.name)) from error

    def _content(self, name: str) -> Content | None:
        try:
            with self._plain():
                return self._get(name)
        except FileNotFoundError:
            return None

    def _get(self, name: str) -> Content:
        found = obstore.get(self._client, name)
        mark = found.meta["e_tag"]
        if not mark:
            raise StoreUnreachable(
                str(self._place), "tells no ETag of an object; without that a lake is not safe there"
            )
        return Content(bytes(found.bytes()), mark)

    def _swap(self, one: Swap) -> bool:
        """Whether it was made. A swap that was made, and made again because the answer was lost, looks as if it was not."""
        try:
            with self._plain():
                if one.mark is None:
                    obstore.put(self._client, one.name, one.data, mode="create", use_multipart=False)
                else:
                    obstore.put(self._client, one.name, one.data, mode={"e_tag": one.mark}, use_multipart=False)
        except (AlreadyExistsError, PreconditionError):
            return False
        return True

    def _put(self, name: str, data: bytes) -> None:
        with self._plain():
            obstore.put(self._client, name, data, use_multipart=False)

    @contextmanager
    def _plain(self) -> Iterator[None]:
        """Say in plain words why the store did not do what was asked. What the caller expects goes through."""
        try:
            yield
        except (AlreadyExistsError, PreconditionError, FileNotFoundError) as error:
            if _code(error) in _REASONS:  # where there is no bucket, there is no object either
                raise StoreUnreachable(str(self._place), _reason(error)) from None
            raise
        except (BaseError, OSError, ValueError) as error:
            raise StoreUnreachable(str(self._place), _reason(error)) from None


def _all(do: Callable[[T], R], those: Sequence[T]) -> list[R]:
    """Do it to all of them, several at a time. Raises what one of them raised, when none is under way any more."""
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="s3") as pool:
        futures = [pool.submit(do, one) for one in those]
        try:
            return [future.result() for future in futures]
        finally:
            pool.shutdown(cancel_futures=True)


def _code(error: Exception) -> str:
    found = _CODE.search(str(error))
    return found[1] if found else ""


def _reason(error: Exception) -> str:
    """In plain words, without what the server or the client says beside: that may be long, and quote anything."""
    said = str(error)
    if _OF_THE_CLOUD in said:
        return "there are no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
    if code := _code(error):
        return _REASONS.get(code, f"refuses ({code})")
    if status := _STATUS.search(said):
        return f"refuses ({status[1].strip()})"
    if "HTTP error" in said:
        return "cannot be reached: look at the network, and at AWS_ENDPOINT_URL"
    return f"cannot be used ({type(error).__name__})"
