"""The four sides of each step of `EbookPurchase`: for the handbook; a check keeps them complete."""

from django.utils.translation import gettext_lazy as _

from automations.process import Aspects

ASPECTS = {
    "address": Aspects(
        ui=_("One page of the checkout: name and country; the rest only when it is needed."),
        security=_("As little data as the sale needs (L41). The form is checked on the server; nothing is half saved."),
        protocol="order.placed",
        persistence=_("Order: address, as it was typed. It never overwrites what is known of a person."),
    ),
    "email": Aspects(
        ui=_("One field with a hint at likely typing errors; it says that the link goes there."),
        security=_("The answer is the same whether the address is known or not. Attempts are limited."),
        protocol="order.placed",
        persistence=_("Order: e-mail, as typed; the person is found by its normalised form."),
    ),
    "person": Aspects(
        ui=_("Nothing to see for the buyer. Staff see proposals where typed data differs."),
        security=_("Typing an address proves nothing: no data of a known person is shown or changed."),
        protocol="person.created",
        persistence=_("Person, Customer, ChangeProposal."),
    ),
    "profile": Aspects(
        ui=_("After the purchase an account is offered, never asked for."),
        security=_("The profile has no password and opens nothing until the address is proven."),
        protocol="user.invited",
        persistence=_("User in the state “invited”, linked to the person."),
    ),
    "payment": Aspects(
        ui=_("Summary, consent, and the button that says what it costs (L1, L2, L8); then PayPal or the bank details."),
        security=_("Price and total come from our database. Each request to the provider has its own key."),
        protocol="order.placed, payment.opened",
        persistence=_("Order with lines as snapshots, Receivable, Payment, ProviderCall."),
    ),
    "terms": Aspects(
        ui=_("Staff see the document in the mail."),
        security=_("The revision that was in force when the order was placed, not today's."),
        protocol="document.stored",
        persistence=_("StoredDocument, one per revision, with its SHA-256."),
    ),
    "confirmation": Aspects(
        ui=_("Mail “order confirmation”: contents of the order, bank details or a way to pay, consent, terms."),
        security=_("Goes to the address of the order only. The link to the order holds 128 random bits."),
        protocol="mail.queued, mail.accepted, order.confirmed",
        persistence=_("Message with its text as sent; Order: confirmed at."),
    ),
    "paid": Aspects(
        ui=_("The order's page says where the payment stands, and offers to pay again."),
        security=_("The provider is asked; neither return page nor webhook is believed. Settled once."),
        protocol="payment.captured, receivable.settled, order.paid",
        persistence=_("Payment, Allocation, Receivable, Order: state and time."),
    ),
    "denied": Aspects(
        ui=_("Mail “payment failed” with a link to pay again, in another way if wanted."),
        security=_("Sent once. The link opens the payment of this order, nothing else."),
        protocol="mail.queued, mail.accepted",
        persistence=_("Message."),
    ),
    "paid_again": Aspects(
        ui=_("The order's page, as before."),
        security=_("As before; the deadline of the order does not move."),
        protocol="payment.captured, receivable.settled, order.paid",
        persistence=_("Payment, Allocation, Receivable, Order: state and time."),
    ),
    "invoice": Aspects(
        ui=_("With the delivery mail and on the order's page. When it fails, staff see it, and the book goes out."),
        security=_("The number is drawn in the transaction that issues it; an issued invoice never changes."),
        protocol="invoice.issued",
        persistence=_("Invoice, frozen; PDF/A-3 and XML as StoredDocument."),
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
        ui=_("Mail “delivery” with a link per book and the invoice."),
        security=_("Goes to the address of the order only; the links end and can be taken back."),
        protocol="mail.queued, mail.accepted, download.served",
        persistence=_("Message, later DownloadEvent."),
    ),
    "cancel": Aspects(
        ui=_("The order's page says that the order is cancelled and why."),
        security=_("Only an unpaid order, under the lock that a payment takes, too."),
        protocol="order.cancelled, receivable.cancelled",
        persistence=_("Order: state, time and reason; Receivable."),
    ),
    "cancelled": Aspects(
        ui=_("Nothing to see."),
        security=_("Money that came in the same second wins: then the book is delivered."),
        protocol=_("run, in the journal"),
        persistence=_("Order: state."),
    ),
    "cancellation": Aspects(
        ui=_("Mail “order cancelled”: why, and that nothing is owed."),
        security=_("Goes to the address of the order only."),
        protocol="mail.queued, mail.accepted",
        persistence=_("Message."),
    ),
}
