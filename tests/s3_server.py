"""A server that speaks S3, for tests: `python s3_server.py` says on which port it listens, and runs until its input ends.

It is moto's, one request at a time, so that a condition and what depends on it are one step, as S3 promises.
"""

from __future__ import annotations

import sys
from threading import Thread

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    server = make_server(
        "127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=False, request_handler=Quiet
    )
    print(server.port, flush=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
