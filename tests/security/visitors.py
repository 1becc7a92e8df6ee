"""What stands behind the addresses that visitors know: an order, its links, its money."""

from typing import Any, cast
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.functional import empty

from accounts.models import User
from billing.services import pay_path
from cms.models import ThemeSettings
from cms.selectors import site_facts
from core import clock
from payments.models import Payment
from shop.selectors import current_links
from shop.services import Declaration, declare_withdrawal, take_download
from shop.tokens import link_token, order_path, order_token, withdrawal_token
from tests.factories import a_company, a_delivered_order, a_placed_order
from tests.security.addresses import Address, addresses

# What is counted of every visit, whoever it is.
VISITS = ("core_ratewindow", "django_session")
PUBLIC = [address for address in addresses(admin=False) if not address.route.startswith("healthz/")]


class Shop:
    """One buyer's things. `fill` gives the values for the addresses that lead there."""

    def __init__(self) -> None:
        a_company()
        ThemeSettings.load()
        self.order = a_delivered_order()
        self.waiting = a_placed_order(self.order.lines.get().product.ebook, email="otto@example.org")
        self.buyer = cast("User", self.order.customer.person.user)
        [link] = current_links(self.order)
        declared = declare_withdrawal(
            declaration=Declaration(uuid4().hex, "Erika Leserin", self.order.number, self.order.email)
        )
        email = EmailAddress.objects.get(user=self.buyer)
        self.known = {
            "shop:order": order_token(self.order),
            "shop:pay": order_token(self.waiting),
            "shop:invoice": order_token(self.order),
            "shop:account": order_token(self.order),
            "shop:withdrawal_received": withdrawal_token(declared),
            "shop:download": link_token(link),
            "shop:renew": link_token(link),
            "shop:file": take_download(link=link, format="epub").token,
            "billing:pay": pay_path(self.waiting.claim).split("/")[2],
            "payments:paypal_return": self._payment().uuid,
            "payments:paypal_cancel": self._payment(2).uuid,
            "^media/(?P<path>images/.+)$": "images/none.png",
            "cms:theme": site_facts().theme_hash,
            "cms:icon": site_facts().theme_hash,
            "account_confirm_email": EmailConfirmationHMAC(email).key,
            "account_reset_password_from_key.uidb36": user_pk_to_url_str(self.buyer),
            "account_reset_password_from_key.key": default_token_generator.make_token(self.buyer),
        }

    def fill(self, view: str, placeholder: str) -> object:
        return self.known.get(f"{view}.{placeholder}") or self.known.get(view, 1)

    def path(self, address: Address) -> str:
        return address.path(self.fill) + (f"?a={self.number}" if address.name == "shop:checkout" else "")

    @property
    def number(self) -> str:
        return self.order.lines.get().product.number

    def _payment(self, attempt: int = 1) -> Payment:
        return Payment.objects.create(
            reference=str(self.waiting.claim.uuid), number=self.waiting.number, attempt=attempt, description="Ebook",
            provider="paypal", amount=self.waiting.gross, currency="EUR", state="cancelled",
            return_path=order_path(self.waiting), created_at=clock.now(),
        )  # fmt: skip


def changes_of(queries: CaptureQueriesContext) -> list[str]:
    statements = [query["sql"] for query in queries.captured_queries]
    changes = [sql for sql in statements if sql.split()[0].upper() in {"INSERT", "UPDATE", "DELETE"}]
    return [sql for sql in changes if not any(table in sql for table in VISITS)]


def visit(client: Client, method: str, path: str, *body: Any) -> tuple[Any, list[str]]:
    """(answer, what it changed); whatever it changed is taken back. `body` is data and content type."""
    savepoint = transaction.savepoint()
    with CaptureQueriesContext(connection) as queries:
        response: Any = client.generic(method.upper(), path, *body)
        for _chunk in response if response.streaming else ():
            pass  # read to the end, which closes the file
    transaction.savepoint_rollback(savepoint)
    return response, changes_of(queries)


def touched(request: HttpRequest) -> list[str]:
    """What the view, a template or a middleware has looked at or set."""
    session, messages = getattr(request, "session", None), getattr(request, "_messages", None)
    return [
        name
        for name, was in {
            "session": bool(session and (session.accessed or session.modified)),
            "user": getattr(getattr(request, "user", None), "_wrapped", empty) is not empty,
            "messages": bool(messages and (hasattr(messages, "_loaded_data") or messages.used or messages.added_new)),
            "token": "CSRF_COOKIE_NEEDS_UPDATE" in request.META,
        }.items()
        if was
    ]


def is_for_everybody(answer: Any) -> bool:
    return not answer.cookies and "Cookie" not in answer.headers.get("Vary", "") and not touched(answer.wsgi_request)
