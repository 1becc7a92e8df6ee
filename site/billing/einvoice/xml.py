"""EN 16931 as Cross Industry Invoice, profile EN 16931 (COMFORT) of ZUGFeRD / Factur-X."""

from decimal import Decimal

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.party import TaxRegistration, TradeParty
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import LineItem

from billing.models import Invoice
from billing.texts import Words
from billing.values import Line, PartySnapshot, TaxShare

GUIDELINE = "urn:cen.eu:en16931:2017"
COMMERCIAL_INVOICE = "380"
PIECE = "C62"
ONLINE_PAYMENT, CREDIT_TRANSFER, UNDEFINED = "68", "58", "1"
STANDARD, ZERO_RATED, EXEMPT = "S", "Z", "E"
UNIT_PRICE = Decimal("0.000001")


def build_xml(invoice: Invoice) -> bytes:
    document = Document()
    document.context.guideline_parameter.id = GUIDELINE
    document.header.id = invoice.number
    document.header.type_code = COMMERCIAL_INVOICE
    document.header.issue_date_time = invoice.issued_on
    _agreement(document, invoice)
    document.trade.delivery.event.occurrence = invoice.supply_date
    for position, line in enumerate(invoice.items):
        document.trade.items.add(_line(invoice, position, line))
    _settlement(document, invoice)
    return bytes(document.serialize(schema=None))


def _agreement(document: Document, invoice: Invoice) -> None:
    agreement, seller = document.trade.agreement, invoice.issuer
    _party(agreement.seller, seller)
    if seller.tax_number:
        agreement.seller.tax_registrations.add(TaxRegistration(id=("FC", seller.tax_number)))
    agreement.seller.contact.person_name = seller.managing or seller.name
    agreement.seller.contact.telephone.number = seller.phone
    agreement.seller.contact.email.address = seller.email
    _party(agreement.buyer, invoice.buyer)
    agreement.buyer.id = invoice.customer_number
    agreement.seller_order.issuer_assigned_id = invoice.reference


def _party(node: TradeParty, party: PartySnapshot) -> None:
    node.name = party.legal_name
    if party.company and party.name:
        node.contact.person_name = party.name
    node.address.postcode = party.postal_code
    node.address.line_one = party.street
    node.address.city_name = party.city
    node.address.country_id = party.country
    if party.email:
        node.electronic_address.uri_ID = ("EM", party.email)
    if party.vat_id:
        node.tax_registrations.add(TaxRegistration(id=("VA", party.vat_id)))


def _line(invoice: Invoice, position: int, line: Line) -> LineItem:
    item, net = LineItem(), invoice.sums.line_nets[position]
    item.document.line_id = str(position + 1)
    item.product.seller_assigned_id = line.number
    item.product.name = line.name
    item.agreement.net.amount = _plain((net / line.quantity).quantize(UNIT_PRICE))
    item.delivery.billed_quantity = (_plain(Decimal(line.quantity)), PIECE)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = _category(invoice, line.tax_rate)
    item.settlement.trade_tax.rate_applicable_percent = _percent(invoice, line.tax_rate)
    item.settlement.monetary_summation.total_amount = net
    return item


def _settlement(document: Document, invoice: Invoice) -> None:
    settlement, sums = document.trade.settlement, invoice.sums
    settlement.payment_reference = invoice.reference
    settlement.currency_code = invoice.currency
    settlement.payment_means.add(_means(invoice))
    for share in sums.shares:
        settlement.trade_tax.add(_tax(invoice, share))
    settlement.terms.add(_terms(invoice))
    summation = settlement.monetary_summation
    summation.line_total = sums.net
    summation.charge_total = Decimal("0.00")
    summation.allowance_total = Decimal("0.00")
    summation.tax_basis_total = sums.net
    summation.tax_total = (sums.tax, invoice.currency)
    summation.grand_total = sums.gross
    summation.prepaid_total = invoice.paid
    summation.due_amount = sums.gross - invoice.paid


def _tax(invoice: Invoice, share: TaxShare) -> ApplicableTradeTax:
    tax = ApplicableTradeTax()
    tax.calculated_amount = share.tax
    tax.type_code = "VAT"
    tax.basis_amount = share.net
    tax.category_code = _category(invoice, share.rate)
    tax.rate_applicable_percent = _percent(invoice, share.rate)
    if invoice.small_business:
        tax.exemption_reason = Words(invoice.language).small_business()
    return tax


def _means(invoice: Invoice) -> PaymentMeans:
    means, seller = PaymentMeans(), invoice.issuer
    means.type_code = _means_code(invoice)
    if means_is_transfer(invoice):
        means.payee_account.iban = seller.iban
        means.payee_account.account_name = seller.account_holder or seller.name
        means.payee_institution.bic = seller.bic
    return means


def _means_code(invoice: Invoice) -> str:
    if means_is_transfer(invoice):
        return CREDIT_TRANSFER
    return ONLINE_PAYMENT if invoice.paid_with else UNDEFINED


def means_is_transfer(invoice: Invoice) -> bool:
    return bool(invoice.issuer.iban) and (invoice.paid_with == "transfer" or invoice.paid < invoice.gross)


def _terms(invoice: Invoice) -> PaymentTerms:
    terms = PaymentTerms(description=invoice.payment_note)
    if invoice.paid < invoice.gross:
        terms.due = invoice.due_on
    return terms


def _category(invoice: Invoice, rate: Decimal) -> str:
    if invoice.small_business:
        return EXEMPT
    return STANDARD if rate else ZERO_RATED


def _percent(invoice: Invoice, rate: Decimal) -> str:
    return "0" if invoice.small_business else _plain(rate * 100)


def _plain(number: Decimal) -> str:
    """Without exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
