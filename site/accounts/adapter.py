"""Where allauth asks us."""

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core.ratelimit import client_address, hit


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by hand: a login comes with the first purchase, or from staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth counts failures in the cache, which may forget them. These limits hold over all processes."""
        by_visitor = hit(f"login:{client_address(request)}", limit=30, period=60)
        by_login = hit(f"login:{credentials.get('email', '').lower()}", limit=10, period=300)
        if not (by_visitor and by_login):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are encrypted with a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = salted_hmac("accounts.mfa", "second factor", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
