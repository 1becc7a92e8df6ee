"""Is a webhook PayPal's? Its signature covers the exact bytes; the certificate comes from PayPal's own hosts only."""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.core.cache import cache

from core import clock
from payments.providers.base import BadWebhookError, TemporaryError

ALGORITHM = "SHA256withRSA"
HEADERS = (
    "Paypal-Auth-Algo",
    "Paypal-Cert-Url",
    "Paypal-Transmission-Id",
    "Paypal-Transmission-Sig",
    "Paypal-Transmission-Time",
)
MAX_CERTIFICATE_BYTES = 64 * 1024
CACHE_SECONDS = 24 * 3600


def check(raw: bytes, headers: Mapping[str, str], *, webhook_id: str, api_url: str) -> None:
    """Raises BadWebhookError for a forgery, TemporaryError when the certificate cannot be had now."""
    algorithm, url, transmission, signature, moment = (headers.get(name, "") for name in HEADERS)
    if algorithm != ALGORITHM:
        raise BadWebhookError("algorithm")
    if not _is_paypals(url, api_url):
        raise BadWebhookError("certificate address")
    message = f"{transmission}|{moment}|{webhook_id}|{zlib.crc32(raw) & 0xFFFFFFFF}".encode()
    try:
        key = _public_key(_certificate(url, api_url))
        key.verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error) as error:
        raise BadWebhookError("signature") from error


def _is_paypals(url: str, api_url: str) -> bool:
    """https on *.paypal.com; where the API is a plain-http sandbox (never in production), exactly its origin."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if api_url.startswith("http://"):
        return f"{parts.scheme}://{parts.netloc}" == api_url
    host = parts.hostname or ""
    named = host == "paypal.com" or host.endswith(".paypal.com")
    return parts.scheme == "https" and named and port in {None, 443} and parts.username is None


def _certificate(url: str, api_url: str) -> x509.Certificate:
    key = f"payments.paypal.certificate:{hashlib.sha256(url.encode()).hexdigest()}"
    pem = cache.get(key)
    if pem is None:
        pem = _fetch(url, trust_env=api_url.startswith("https://"))
        cache.set(key, pem, CACHE_SECONDS)
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise BadWebhookError("certificate") from error


def _fetch(url: str, *, trust_env: bool) -> bytes:
    with requests.Session() as session:
        session.trust_env = trust_env
        try:
            with session.get(url, timeout=(5, 10), allow_redirects=False, stream=True) as response:
                status, pem = response.status_code, b""
                for chunk in response.iter_content(8192):
                    pem += chunk
                    if len(pem) > MAX_CERTIFICATE_BYTES:
                        break
        except requests.RequestException as error:
            raise TemporaryError("certificate") from error
    if status >= 500 or status == 429:
        raise TemporaryError("certificate", status=status)
    if status != 200 or len(pem) > MAX_CERTIFICATE_BYTES:
        raise BadWebhookError("certificate")
    return pem


def _public_key(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not names or not str(names[0].value).endswith(".paypal.com"):
        raise BadWebhookError("certificate name")
    if not certificate.not_valid_before_utc <= clock.now() <= certificate.not_valid_after_utc:
        raise BadWebhookError("certificate expired")
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadWebhookError("certificate key")
    return key
