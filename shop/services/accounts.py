"""From a purchase to an account: the buyer's login is there already, in state "invited" (P5.04)."""

from django.conf import settings
from django.db import transaction

from accounts.links import activation_end, activation_path
from core import clock, protocol
from mailing.services import queue_mail
from shop import mails
from shop.models import Order
from shop.selectors import dormant_login


@transaction.atomic
def offer_account(*, order: Order) -> None:
    """Send the link that sets a first password. Nothing for a login that is in use; a double click is one mail.

    It goes to the login's own address, never to the one typed with the order: the two may be equal only as keys, and
    spelled by somebody else.
    """
    user = dormant_login(order)
    if user is None:
        return
    mail = mails.account_activation(
        order, to=user.email, url=settings.SITE_URL + activation_path(user), valid_until=activation_end()
    )
    queue_mail(**mail, effect_key=f"account.activation:{user.pk}:{clock.now():%Y%m%d%H%M}")
    protocol.record("user.activation_sent", obj=user, person_id=order.customer.person_id, step="P5.04")
