"""A real nginx with the project's configuration, in front of a stack."""

import datetime
import http.client
import ipaddress
import re
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core import clock
from core.processes import die_with_parent, stop
from tests.support.environment import ROOT
from tests.support.ports import free_port, listens, wait_until
from tests.support.programs import find

HOST = "127.0.0.1"
MAIN = """
daemon off; pid nginx.pid; worker_processes 1; error_log stderr;
events { worker_connections 128; }
http {
    include /etc/nginx/mime.types;
    client_body_temp_path temp/body; proxy_temp_path temp/proxy; fastcgi_temp_path temp/fastcgi;
    uwsgi_temp_path temp/uwsgi; scgi_temp_path temp/scgi;
    include site.conf;
}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def one(self, name: str) -> str:
        """The header, which must not be there twice."""
        values = self.headers.get_all(name, [])
        assert len(values) == 1, f"{name}: {values}"
        return values[0]


class Proxy:
    """`files` is the folder with media/ and private/."""

    def __init__(self, folder: Path, *, files: Path, app: str) -> None:
        self.folder = folder
        self.http, self.https = free_port(), free_port()
        self.url = f"https://{HOST}:{self.https}"
        for name in ("tls", "temp"):
            folder.joinpath(name).mkdir(parents=True)
        write_certificate(folder / "tls")
        values = {
            "ACME": folder / "acme",
            "APP": app,
            "CACHE": folder / "cache",
            "DNS": HOST,
            "FILES": files,
            "HOST": HOST,
            "HTTP": self.http,
            "HTTPS": self.https,
            "TLS": folder / "tls",
        }
        text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        text = re.sub(r"\$\{KONTOR_(\w+)\}", lambda found: str(values[found[1]]), text)
        folder.joinpath("site.conf").write_text(text, encoding="utf-8")
        folder.joinpath("nginx.conf").write_text(MAIN, encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def complaints(self) -> str:
        """What nginx says of the configuration; empty when nothing."""
        checked = subprocess.run([*self._command(), "-t", "-q"], capture_output=True, text=True, check=False)
        return checked.stderr or ("" if checked.returncode == 0 else "refused")

    def start(self) -> None:
        with self.folder.joinpath("nginx.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=die_with_parent,  # noqa: PLW1509 -- only execs
            )
        wait_until(lambda: listens(self.https), f"nginx starts, see {self.folder / 'nginx.log'}")

    def stop(self) -> None:
        if self._process:
            stop(self._process)

    def ask(
        self,
        path: str,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | Iterator[bytes] | None = None,
    ) -> Answer:
        """The path goes out as it is written: no client tidies `..` away. A body in pieces has no length."""
        trust = ssl.create_default_context(cafile=self.folder / "tls" / "fullchain.pem")
        connection = http.client.HTTPSConnection(HOST, self.https, timeout=30, context=trust)
        return _ask(connection, method, path, headers or {}, body)

    def ask_plainly(self, path: str) -> Answer:
        return _ask(http.client.HTTPConnection(HOST, self.http, timeout=30), "GET", path, {}, None)

    def _command(self) -> list[str]:
        return [find("nginx", "nginx-light"), "-e", "stderr", "-p", str(self.folder), "-c", "nginx.conf"]


def write_certificate(folder: Path) -> None:
    """Our own, for an hour, as certbot lays them down."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.joinpath("privkey.pem").write_bytes(private)
    folder.joinpath("fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | Iterator[bytes] | None,
) -> Answer:
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()
