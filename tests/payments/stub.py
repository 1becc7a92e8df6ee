"""A server that says what a test tells it to: for what PayPal must never be believed, or would never say."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Stub(ThreadingHTTPServer):
    """Answers with `body`, or with what `bodies` has for a path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.status, self.body, self.location = 200, b"", ""
        self.bodies: dict[str, bytes] = {}
        self.asked = 0


class _Handler(BaseHTTPRequestHandler):
    server: Stub

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = self.server.bodies.get(self.path, self.server.body)
        self.server.asked += 1
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running() -> Iterator[Stub]:
    stub = Stub()
    threading.Thread(target=stub.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()
