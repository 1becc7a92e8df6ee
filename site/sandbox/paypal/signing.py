import base64
import time
import zlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from sandbox.paypal.ids import new_id
from sandbox.store import Store

COMMON_NAME = "messageverificationcerts.sandbox.paypal.com"
YEARS = timedelta(days=3650)


def ensure_key(store: Store) -> None:
    with store.transaction():
        if store.setting("signing_key"):
            return
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = _certificate(key).public_bytes(serialization.Encoding.PEM)
        store.set("signing_key", secret.decode())
        store.set("certificate", certificate.decode())
        store.set("certificate_id", f"CERT-{new_id().lower()}")


def message(transmission_id: str, moment: str, webhook_id: str, raw: bytes) -> bytes:
    """What PayPal signs: the checksum is of the exact bytes on the wire."""
    return f"{transmission_id}|{moment}|{webhook_id}|{zlib.crc32(raw) & 0xFFFFFFFF}".encode()


def sign(store: Store, signed: bytes) -> str:
    key = _private_key(store.setting("signing_key"))
    return base64.b64encode(key.sign(signed, padding.PKCS1v15(), hashes.SHA256())).decode()


@lru_cache(1)
def _private_key(pem: str) -> rsa.RSAPrivateKey:
    """Once: proving that the numbers are prime takes longer than many signatures."""
    return cast("rsa.RSAPrivateKey", serialization.load_pem_private_key(pem.encode(), None))


def is_genuine(store: Store, signature: str, signed: bytes) -> bool:
    certificate = x509.load_pem_x509_certificate(store.setting("certificate").encode())
    key = cast("rsa.RSAPublicKey", certificate.public_key())
    try:
        key.verify(base64.b64decode(signature, validate=True), signed, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME),
        ]
    )
    now = datetime.fromtimestamp(time.time(), UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - YEARS)
        .not_valid_after(now + YEARS)
        .sign(key, hashes.SHA256())
    )
