from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.values import PartySnapshot
from shop.models import EbookFile, MarkedCopy, Order, OrderLine
from shop.selectors import ebook_lines


def prepare_copies(*, order_id: int) -> None:
    """Make the buyer's copies of every ebook of the order. Takes a moment: call it outside a transaction.

    Done again it makes only what is missing; of two who do it at once one wins and the other's file is removed.
    """
    order = Order.objects.get(pk=order_id)
    for line in ebook_lines(order):
        made = set(line.copies.values_list("format", flat=True))
        for source in line.article.ebook.files.exclude(format__in=made):
            _make(order, line, source)


def _make(order: Order, line: OrderLine, source: EbookFile) -> None:
    from shop.marking import mark  # noqa: PLC0415 -- slow import

    buyer = PartySnapshot.from_json(order.address).legal_name
    with override(order.language):
        note = _("Personal copy, please do not pass it on")
    with source.file.open("rb") as file:
        data = mark(file.read(), format=source.format, buyer=buyer, order_number=order.number, note=note)
    copy = MarkedCopy(
        line=line, format=source.format, size=len(data), filename=f"{_file_name(line.name)}.{source.format}"
    )
    copy.file.save(f"{line.pk}-{source.format}", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            copy.save()
    except IntegrityError:
        copy.file.delete(save=False)


def _file_name(title: str) -> str:
    """Letters and digits that every system takes; the German ones written out."""
    return slugify(title.translate(_WRITTEN_OUT))[:80] or "ebook"


_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
