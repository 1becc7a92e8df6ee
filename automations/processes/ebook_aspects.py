"""The four sides of each step of `EbookPurchase`."""

from django.utils.translation import gettext_lazy as _

from automations.process import Aspects
from automations.processes import purchase_aspects

ASPECTS = purchase_aspects.ASPECTS | {
    "invoice": Aspects(
        ui=_("By mail and on the order's page. When it fails, staff see it, and the book goes out."),
        security=_("The number is drawn in the transaction that issues it; an issued invoice never changes."),
        protocol="invoice.issued",
        persistence=_("Invoice, frozen; PDF/A-3 and XML as StoredDocument."),
    ),
    "at_once": Aspects(
        ui=_("With a download at once the invoice comes with it; else with a mail of its own."),
        security=_("Asked of the consent that stands in the order."),
        protocol=_("run, in the journal"),
        persistence=_("Order: consent with text and time."),
    ),
    "receipt": Aspects(
        ui=_("Mail “invoice”: the payment has arrived, when download and parcel come, the invoice."),
        security=_("Goes to the address of the order only."),
        protocol="mail.queued, mail.accepted",
        persistence=_("Message."),
    ),
    "copies": Aspects(
        ui=_("Name and order number of the buyer stand in the file."),
        security=_("Files are private: no address leads to them without a right."),
        protocol=_("run, in the journal"),
        persistence=_("MarkedCopy, one per line and format, in the private storage."),
    ),
    "confirmed": Aspects(
        ui=_("The order's page waits and says so."),
        security=_("No delivery before the mail server has accepted the confirmation (§ 312f, § 356 (5) BGB; L5, L8)."),
        protocol="order.confirmed",
        persistence=_("Order: confirmed at."),
    ),
    "due": Aspects(
        ui=_("The order's page names the day, or says that there will be no download."),
        security=_(
            "Without the buyer's consent not before 14 days after the payment (§ 356 (5) BGB; L8). "
            "A right that staff have taken back beforehand is not given."
        ),
        protocol="access.revoked",
        persistence=_("Order: consent with text and time; the step's deadline."),
    ),
    "grant": Aspects(
        ui=_("The order's page shows the downloads; staff can renew and take back."),
        security=_("Paid, consented, confirmed: checked under lock. The link is hashed, limited in time and number."),
        protocol="access.granted",
        persistence=_("AccessGrant of the person, one per order line; DownloadLink."),
    ),
    "delivery": Aspects(
        ui=_("Mail “delivery” with a link per book, and the invoice unless it was sent before."),
        security=_("Goes to the address of the order only; the links end and can be taken back."),
        protocol="mail.queued, mail.accepted, download.served",
        persistence=_("Message, later DownloadEvent."),
    ),
}
