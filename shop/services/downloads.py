from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import Http404

from core import bus, clock, protocol
from core.tokens import digest, new_token
from customers.models import AccessGrant
from customers.services.access import grant_access, revoke_access
from mailing.services import queue_mail
from shop import facts, mails
from shop.models import DownloadEvent, DownloadLink, EbookFile, MarkedCopy, Order, OrderLine, ShopSettings
from shop.selectors import ebook_lines, resource_of, right_stands, source_of
from shop.tokens import link_token

FILE_OPEN = timedelta(minutes=60)


class NotDeliverable(Exception):
    """Something that must come before the delivery is missing: payment, confirmation, consent or 14 days' patience."""


class DownloadRefused(Exception):
    """`reason` is one of expired, used_up, revoked, replaced."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Taken:
    """A counted download and the raw token of its file."""

    event: DownloadEvent
    token: str


@transaction.atomic
def grant_downloads(*, order_id: int) -> list[DownloadLink]:
    """P5.08: the right, and a first link, for each ebook of a paid and confirmed order whose time has come.

    Raises NotDeliverable. Done again it changes nothing; a right that was refused beforehand gives no link.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state != Order.State.PAID or order.confirmed_at is None:
        raise NotDeliverable(order.number)
    if order.deliverable_from is None or order.deliverable_from > clock.now():
        raise NotDeliverable(order.number)
    links = (_grant(line, order) for line in ebook_lines(order))
    return [link for link in links if link is not None]


def _grant(line: OrderLine, order: Order) -> DownloadLink | None:
    grant, created = grant_access(
        person=order.customer.person, resource=resource_of(line), source=source_of(line), step="P5.08"
    )
    if not created:
        return DownloadLink.objects.filter(line=line, replaced_at=None).first()
    bus.emit(facts.DOWNLOAD_GRANTED, subject=order, payload={"line": line.pk})
    return _new_link(line, grant)


def _new_link(line: OrderLine, grant: AccessGrant) -> DownloadLink:
    now, settings = clock.now(), ShopSettings.load()
    link = DownloadLink(
        line=line,
        grant=grant,
        created_at=now,
        expires_at=now + timedelta(days=settings.download_days),
        max_count=settings.download_count,
    )
    link.token_hash = digest(link_token(link))
    link.save()
    return link


@transaction.atomic
def renew_link(*, link_id: int, actor: Any = None) -> DownloadLink:
    """A fresh link in place of one that is over; the old one stops working. Two requests at once give one new link.

    Raises DownloadRefused when the right itself is gone.
    """
    link = DownloadLink.objects.select_for_update().select_related("line", "grant").get(pk=link_id)
    if not right_stands(link, at=clock.now()):
        raise DownloadRefused("revoked")
    if link.replaced_at:
        return DownloadLink.objects.get(line=link.line, replaced_at=None)
    link.replaced_at = clock.now()
    link.save(update_fields=["replaced_at"])
    fresh = _new_link(link.line, link.grant)
    protocol.record("download.renewed", obj=link.line.order, actor=actor, person_id=link.grant.person_id)
    return fresh


@transaction.atomic
def request_new_link(*, link_id: int, actor: Any = None) -> DownloadLink:
    """Renew the link and send it to the buyer. Raises DownloadRefused."""
    fresh = renew_link(link_id=link_id, actor=actor)
    order = fresh.line.order
    queue_mail(**mails.renewed(order, fresh), effect_key=f"download.renewed:{fresh.pk}")
    return fresh


@transaction.atomic
def revoke_downloads(*, order_id: int, reason: str, actor: Any = None) -> None:
    """Take the right back, for every ebook of the order; links and open files end with it.

    Before the delivery it is refused in advance: a revoked right stands where `grant_downloads` would put one.
    """
    order = Order.objects.get(pk=order_id)
    for line in ebook_lines(order):
        grant, _ = grant_access(person=order.customer.person, resource=resource_of(line), source=source_of(line))
        revoke_access(grant_id=grant.pk, reason=reason, actor=actor)


@transaction.atomic
def take_download(*, link: DownloadLink, format: str) -> Taken:
    """Count a download and open its file for an hour. Raises DownloadRefused; of the last two at once one gets it."""
    now = clock.now()
    if reason := refusal(link):
        raise DownloadRefused(reason)
    known = format in EbookFile.Format.values  # whatever else was sent does not reach the database
    copy = MarkedCopy.objects.filter(line_id=link.line_id, format=format).first() if known else None
    if copy is None:
        raise Http404
    counted = DownloadLink.objects.filter(
        pk=link.pk, used_count__lt=F("max_count"), expires_at__gt=now, replaced_at=None
    ).update(used_count=F("used_count") + 1)
    if not counted:
        raise DownloadRefused("used_up")
    token, token_hash = new_token()
    event = DownloadEvent.objects.create(
        link=link, copy=copy, token_hash=token_hash, at=now, open_until=now + FILE_OPEN
    )
    order = link.line.order
    protocol.record("download.served", obj=order, person_id=link.grant.person_id, step="P5.08", data={"format": format})
    bus.emit(facts.DOWNLOAD_SERVED, subject=order, payload={"line": link.line_id, "format": format})
    return Taken(event, token)


def refusal(link: DownloadLink) -> str:
    """Why this link opens nothing now, or "" when it does."""
    now = clock.now()
    if not right_stands(link, at=now):
        return "revoked"
    if link.replaced_at:
        return "replaced"
    if link.expires_at <= now:
        return "expired"
    return "used_up" if link.used_count >= link.max_count else ""
