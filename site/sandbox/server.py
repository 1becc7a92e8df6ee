import logging
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from sandbox import checkout, control, mailbox, pages
from sandbox.context import Sandbox
from sandbox.paypal import api
from sandbox.paypal.errors import PayPalError
from sandbox.web import BadRequestError, DroppedError, Request, Response, Router, as_json

MAX_BODY = 1024 * 1024
MAX_IGNORED = 16 * MAX_BODY
log = logging.getLogger("sandbox")
PAGES = Router([*checkout.ROUTES, *control.ROUTES, *mailbox.ROUTES, *pages.ROUTES])


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, app: Sandbox) -> None:
        self.app = app
        super().__init__((app.settings.host, app.settings.port), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up early are part of the game."""
        log.debug("The line to %s broke.", client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Sandbox"
    disable_nagle_algorithm = True
    timeout = 120
    server: Server

    def handle_any(self) -> None:
        try:
            response = self._respond()
        except DroppedError:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(response)

    do_GET = do_POST = do_DELETE = do_PATCH = do_PUT = do_HEAD = handle_any  # noqa: N815

    def _respond(self) -> Response:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._ignore(int(length) if length.isdigit() else 0)
            return as_json({"error": "The body is too large."}, 413)
        url = urlsplit(self.path)
        method = "GET" if self.command == "HEAD" else self.command
        return respond(
            self.server.app, Request(method, url.path, url.query, self.headers, self.rfile.read(int(length)))
        )

    def _ignore(self, length: int) -> None:
        """Take what the client still sends: who is hung up on while sending never reads the answer."""
        left = min(length, MAX_IGNORED)
        while left and (piece := self.rfile.read(min(left, 65_536))):
            left -= len(piece)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.body:
            self.send_header("Content-Type", response.content_type)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        log.info(format, *args)


def respond(app: Sandbox, request: Request) -> Response:
    try:
        if request.path.startswith(("/v1/", "/v2/")):
            return api.answer(app, request)
        return _page(app, request)
    except BadRequestError as error:
        return as_json({"error": str(error)}, 400)
    except PayPalError as error:
        return error.response()
    except DroppedError:
        raise
    except Exception:
        log.exception("%s %s", request.method, request.path)
        return PayPalError(500).response()


def _page(app: Sandbox, request: Request) -> Response:
    found = PAGES.find(request.method, request.path)
    if not found:
        return pages.not_found()
    handler, names = found
    return handler(app, request, **names)
