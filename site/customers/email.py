"""E-mail addresses as keys, and the typing mistakes that cost a delivery."""

import contextlib
import difflib
import unicodedata

COMMON_DOMAINS = [
    "gmail.com", "googlemail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "outlook.com",
    "outlook.de", "hotmail.com", "hotmail.de", "icloud.com", "yahoo.de", "yahoo.com", "freenet.de", "posteo.de",
    "mailbox.org", "aol.com", "live.de", "me.com", "bluewin.ch", "aon.at", "arcor.de", "proton.me",
]  # fmt: skip


def normalise(address: str) -> str:
    """The key of an address: case, Unicode form and the domain's spelling do not make another person."""
    local, _, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local.lower()}@{domain.lower()}"


def typing_hint(address: str) -> str:
    """The address that was probably meant ("gmial.com" → "gmail.com"), or "" when nothing looks wrong."""
    local, _, domain = address.strip().rpartition("@")
    domain = domain.lower()
    if not local or domain in COMMON_DOMAINS:
        return ""
    close = difflib.get_close_matches(domain, COMMON_DOMAINS, n=1, cutoff=0.85)
    return f"{local}@{close[0]}" if close else ""
