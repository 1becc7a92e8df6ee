"""One of each thing that the back office shows, and what stands for it in an address."""

import io
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from automations.models import Run
from billing.models import Invoice, UnassignedMoney
from billing.services import Money, allocate, issue_invoice
from cms.models import Picture, PublicDocument
from core import clock, documents
from core.models import NumberSeries
from customers.models import ChangeProposal
from mailing.models import Message
from payments.models import Payment, WebhookEvent
from shop.models import QuickShop, ShippingZone, Topic
from shop.services import Declaration, declare_withdrawal
from tests.factories import (
    a_company,
    a_delivered_order,
    a_placed_order,
    pay_by_transfer,
    postage,
    queued_message,
    small_pdf,
    some_goods,
)
from tests.website.enquiries import a_file, a_form, entries, ids, send

Known = dict[str, object]


class World:
    def __init__(self) -> None:
        a_company()
        self.order = a_delivered_order()
        self.ebook = self.order.lines.get().product.ebook
        self.waiting = a_placed_order(self.ebook, given_name="Eva", email=self.order.email)
        self._shelves()
        self.known: Known = {**self._shop(), **self._money(), **self._mails(), **self._office()}

    def _shelves(self) -> None:
        postage()
        self.goods = some_goods()
        self.quick_shop = QuickShop.objects.create(name="Zum Verschenken", slug="zum-verschenken")
        parcel = a_placed_order(self.goods, email="parcel@example.org")
        pay_by_transfer(parcel)
        self.delivery = parcel.delivery

    def fill(self, view: str, placeholder: str) -> object:
        """The value of a placeholder in the address of a view."""
        namespace = view.partition(":")[0]
        for key in (f"{view}.{placeholder}", f"{namespace}.{placeholder}", f"*.{placeholder}"):
            if key in self.known:
                return self.known[key]
        raise KeyError(f"World knows nothing for <{placeholder}> of {view}")

    def _shop(self) -> Known:
        run = Run.objects.get(subject_id=str(self.waiting.pk))
        step = run.steps.latest("pk").pk
        declared = declare_withdrawal(
            declaration=Declaration(uuid4().hex, "Erika Leserin", self.order.number, self.order.email)
        )
        steps = ("retry", "hurry", "skip", "skip_yes", "skip_no", "skip_late")
        return {
            "orders.pk": self.waiting.pk,
            "deliveries.pk": self.delivery.pk,
            "withdrawals.pk": declared.pk,
            "ebooks.pk": self.ebook.pk,
            "ebook_chooser.pk": self.ebook.pk,
            "goods.pk": self.goods.pk,
            "goods_chooser.pk": self.goods.pk,
            "article_chooser.pk": self.goods.pk,
            "topics.pk": Topic.objects.create(name="Brot", slug="brot").pk,
            "quick_shops.pk": self.quick_shop.pk,
            "quick_shop_chooser.pk": self.quick_shop.pk,
            "shipping_zones.pk": ShippingZone.objects.get().pk,
            "customers_office.pk": self.order.customer_id,
            "proposals.pk": ChangeProposal.objects.get().pk,
            "processes.key": "ebook_purchase",
            "duties.name": "mails",
            "runs.pk": run.pk,
            **{f"runs:{name}.pk": step for name in steps},
        }

    def _money(self) -> Known:
        issue_invoice(receivable_id=self.order.claim.pk)
        unknown = Money(uuid4(), "unknown", self.order.gross, "EUR", "paypal", clock.today())
        allocate(unknown)
        event = WebhookEvent.objects.create(
            provider="paypal", event_id="WH-1", type="CHECKOUT.ORDER.APPROVED", resource_id="5O190127TN364715T",
            raw=b"{}", received_at=clock.now(), state=WebhookEvent.State.UNMATCHED,
        )  # fmt: skip
        return {
            "receivables.pk": self.waiting.claim.pk,
            "invoices.pk": Invoice.objects.get().pk,
            "invoices.kind": "pdf",
            "unassigned_money.pk": UnassignedMoney.objects.get().pk,
            "payments_office.pk": Payment.objects.latest("pk").pk,
            "webhooks_office.pk": event.pk,
        }

    def _mails(self) -> Known:
        letter = documents.store("letter.pdf", "application/pdf", small_pdf())
        mail = queued_message(attachments=[letter])
        Message.objects.filter(pk=mail.pk).update(state="unclear")
        return {
            "mail_log.pk": mail.pk,
            "mail_log.attachment": mail.attachments.get().pk,
            "mail_templates.key": "payment_failed",
            "mail_templates.language": "de",
        }

    def _office(self) -> Known:
        self.colleague = User.objects.create_user("colleague@example.org", first_name="Kim", last_name="Kollegin")
        picture = Picture.objects.create(title="Umschlag", file=ContentFile(small_png(), "cover.png"))
        paper = PublicDocument.objects.create(title="Leseprobe", file=ContentFile(small_pdf(), "sample.pdf"))
        self.bulk = {
            "user": self.colleague.pk, "picture": picture.pk, "publicdocument": paper.pk,
            "product": self.goods.pk, "delivery": self.delivery.pk,
        }  # fmt: skip
        return {
            **self._forms(),
            "number_series.pk": NumberSeries.objects.get(key="invoice").pk,
            "wagtailusers_users.pk": self.colleague.pk,
            "wagtailusers_groups.pk": Group.objects.order_by("pk")[0].pk,
            "wagtailimages.image_id": picture.pk,
            "wagtailimages.filter_spec": "max-100x100",
            "wagtailimages.uploaded_file_id": 0,
            "wagtailimages_chooser.image_id": picture.pk,
            "wagtailimages_chooser.pk": picture.pk,
            "wagtaildocs.document_id": paper.pk,
            "wagtaildocs.doc_id": paper.pk,
            "wagtaildocs.uploaded_file_id": 0,
            "wagtaildocs_chooser.pk": paper.pk,
        }

    def _forms(self) -> Known:
        form = a_form()
        send(form, {**entries(form), ids(form)["Unterlagen"]: a_file()})
        kept = form.submissions.get()
        self.bulk["form"] = form.pk
        return {
            "forms_office.pk": form.pk,
            "form_chooser.pk": form.pk,
            "form_submissions.pk": kept.pk,
            "form_submissions.file": kept.files.get().pk,
        }


def small_png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 60), "#1c5560").save(buffer, "PNG")
    return buffer.getvalue()
