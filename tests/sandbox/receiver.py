"""A shop's webhook address, as small as it gets."""

import json
import threading
import zlib
from base64 import b64decode
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.support.ports import wait_until


@dataclass(frozen=True)
class Notice:
    headers: Message
    raw: bytes

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.raw)

    @property
    def type(self) -> str:
        return self.event["event_type"]

    def is_signed_by(self, certificate: bytes, webhook_id: str) -> bool:
        """PayPal's rule, written from its documentation and not from the sandbox's code."""
        names = ("PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME")
        message = "|".join([*(self.headers[name] for name in names), webhook_id, str(zlib.crc32(self.raw))])
        signature = b64decode(self.headers["PAYPAL-TRANSMISSION-SIG"], validate=True)
        key: Any = x509.load_pem_x509_certificate(certificate).public_key()
        try:
            key.verify(signature, message.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/webhooks/paypal/"
        self.notices: list[Notice] = []
        self.answers: list[int] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def wait(self, number: int) -> list[Notice]:
        wait_until(lambda: len(self.notices) >= number, f"{number} notices, so far {self.types}", 15)
        return self.notices

    @property
    def types(self) -> list[str]:
        return [notice.type for notice in self.notices]

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.notices.append(Notice(self.headers, raw))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass
