"""What stands on each letter of the house."""

from billing.texts import Words, grouped
from billing.values import Seller
from cms.phones import international


def foot(seller: Seller, words: Words) -> list[str]:
    """Three columns with what §§ 14 UStG and 35a GmbHG want on a letter."""
    labels = words.labels()
    town = f"{seller.postal_code} {seller.city}"
    return [
        rows(seller.name, seller.street, town, labelled(labels["managing"], seller.managing)),
        rows(
            seller.email,
            international(seller.phone, seller.country),
            seller.register,
            labelled(labels["seller_vat_id"], seller.vat_id),
            labelled(labels["tax_number"], seller.tax_number),
        ),
        rows(seller.bank_name, labelled("IBAN", grouped(seller.iban)), labelled("BIC", seller.bic)),
    ]


def labelled(label: str, value: str) -> str:
    return f"{label} {value}" if value else ""


def rows(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
