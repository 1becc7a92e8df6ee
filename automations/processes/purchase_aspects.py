"""The four sides of the steps that all purchases share: for the handbook; a check keeps them complete."""

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
        ui=_("One field with a hint at likely typing errors; it says what will be sent there."),
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
    "cancel": Aspects(
        ui=_("The order's page says that the order is cancelled and why."),
        security=_("Only an unpaid order, under the lock that a payment takes, too. Its goods can be sold again."),
        protocol="order.cancelled, receivable.cancelled",
        persistence=_("Order: state, time and reason; Receivable."),
    ),
    "cancelled": Aspects(
        ui=_("Nothing to see."),
        security=_("Money that came in the same second wins: then the order is delivered."),
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
