"""Whose certificate may vouch for a webhook."""

import base64
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from core import clock
from payments.providers.base import BadWebhookError, TemporaryError
from payments.providers.paypal import signature
from tests.payments.stub import Stub, running

pytestmark = pytest.mark.once

RAW = '{"id":"WH-1","text":"Käthe"}'.encode()
PAYPAL = "messageverificationcerts.paypal.com"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def server() -> Iterator[Stub]:
    with running() as stub:
        stub.body = certificate()
        yield stub


def certificate(name: str = PAYPAL, *, days: int = 30, key: Any = RSA_KEY) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = clock.now()
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=90)).not_valid_after(now + timedelta(days=days))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def headers(url: str) -> dict[str, str]:
    message = f"t-1|2026-11-21T10:00:00Z|WH-ID|{zlib.crc32(RAW)}".encode()
    signed = RSA_KEY.sign(message, padding.PKCS1v15(), hashes.SHA256())
    values = ["SHA256withRSA", url, "t-1", base64.b64encode(signed).decode(), "2026-11-21T10:00:00Z"]
    return dict(zip(signature.HEADERS, values, strict=True))


def check(server: Stub, url: str = "", raw: bytes = RAW) -> None:
    signature.check(raw, headers(url or f"{server.url}/cert.pem"), webhook_id="WH-ID", api_url=server.url)


def test_genuine_certificate_is_fetched_once(server: Stub) -> None:
    check(server)
    check(server)

    assert server.asked == 1


def test_other_bytes_are_refused(server: Stub) -> None:
    with pytest.raises(BadWebhookError, match="signature"):
        check(server, raw=RAW + b" ")


def test_certificate_of_another_house_is_refused(server: Stub) -> None:
    server.body = certificate("paypal.com.evil.example")

    with pytest.raises(BadWebhookError, match="certificate name"):
        check(server)


@pytest.mark.parametrize("days", [-1, -60])
def test_expired_certificate_is_refused(server: Stub, days: int) -> None:
    server.body = certificate(days=days)

    with pytest.raises(BadWebhookError, match="certificate expired"):
        check(server)


def test_certificate_that_expires_while_we_keep_it_is_refused(server: Stub) -> None:
    check(server)
    clock.shift(timedelta(days=31))

    with pytest.raises(BadWebhookError, match="certificate expired"):
        check(server)


def test_certificate_of_another_kind_of_key_is_refused(server: Stub) -> None:
    server.body = certificate(key=ec.generate_private_key(ec.SECP256R1()))

    with pytest.raises(BadWebhookError, match="certificate key"):
        check(server)


@pytest.mark.parametrize("body", [b"", b"no certificate", b"x" * 70_000])
def test_what_is_no_certificate_is_refused(server: Stub, body: bytes) -> None:
    server.body = body

    with pytest.raises(BadWebhookError, match="certificate"):
        check(server)


def test_redirects_are_not_followed(server: Stub) -> None:
    server.status, server.location = 302, f"{server.url}/elsewhere.pem"

    with pytest.raises(BadWebhookError, match="certificate"):
        check(server)
    assert server.asked == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_troubled_certificate_server_is_asked_later(server: Stub, status: int) -> None:
    server.status = status
    with pytest.raises(TemporaryError):
        check(server)

    server.status = 200
    check(server)


def test_unreachable_certificate_server_is_asked_later(server: Stub) -> None:
    server.shutdown()
    server.server_close()

    with pytest.raises(TemporaryError):
        check(server)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.paypal.com/cert.pem",
        "https://api.paypal.com:8443/cert.pem",
        "https://user@api.paypal.com/cert.pem",
        "https://evilpaypal.com/cert.pem",
        "https://paypal.com.evil.example/cert.pem",
        "https://evil.example/?.paypal.com",
        "https://evil.example#.paypal.com",
        "https://api.paypal.com@evil.example/cert.pem",
        "https://api.paypal.com:99999/cert.pem",
        "file:///etc/passwd",
        "//api.paypal.com/cert.pem",
    ],
)
def test_live_certificates_come_from_paypal_only(url: str) -> None:
    with pytest.raises(BadWebhookError, match="certificate address"):
        signature.check(RAW, headers(url), webhook_id="WH-ID", api_url="https://api-m.paypal.com")


@pytest.mark.parametrize(
    "suffix", ["0/cert.pem", "@evil.example/cert.pem", ".evil.example/cert.pem"], ids=["port", "user", "host"]
)
def test_local_certificates_come_from_the_sandbox_only(server: Stub, suffix: str) -> None:
    with pytest.raises(BadWebhookError, match="certificate address"):
        check(server, server.url + suffix)
    with pytest.raises(BadWebhookError, match="certificate address"):
        check(server, "https://api.paypal.com/cert.pem")
    assert server.asked == 0
