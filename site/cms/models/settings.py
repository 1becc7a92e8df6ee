from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import bic as bic_number
from stdnum import iban as iban_number
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from cms.models.base import HouseSetting
from cms.validators import validate_iban, validate_vat_id


class LegalForm(models.TextChoices):
    SOLE = "sole", _("sole trader")
    FREELANCE = "freelance", _("freelancer")
    EK = "ek", "e. K."
    GBR = "gbr", "GbR"
    OHG = "ohg", "OHG"
    KG = "kg", "KG"
    GMBH_KG = "gmbh_kg", "GmbH & Co. KG"
    UG = "ug", "UG (haftungsbeschränkt)"
    GMBH = "gmbh", "GmbH"
    AG = "ag", "AG"
    EG = "eg", "eG"
    EV = "ev", "e. V."
    FOUNDATION = "foundation", _("foundation")
    PUBLIC = "public", _("public body")

    @property
    def represented(self) -> bool:
        """Somebody else than the owner speaks for it."""
        return self not in {self.SOLE, self.FREELANCE, self.EK}

    @property
    def registered(self) -> bool:
        return self not in {self.SOLE, self.FREELANCE, self.GBR, self.FOUNDATION, self.PUBLIC}


@register_setting(icon="home", order=10)
class CompanySettings(HouseSetting):
    """Who sells: stands in the imprint, on invoices and in the foot of each mail."""

    legal_name = models.CharField(_("company"), max_length=120, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=12, choices=LegalForm.choices, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE", validators=[RegexValidator(r"^[A-Z]{2}$")])
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    managing = models.CharField(_("represented by"), max_length=120, blank=True)
    register = models.CharField(_("register entry"), max_length=120, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True)
    vat_id = models.CharField(_("VAT ID"), max_length=20, blank=True, validators=[validate_vat_id])
    account_holder = models.CharField(_("account holder"), max_length=70, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True, validators=[validate_iban])
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    bank_name = models.CharField(_("bank"), max_length=80, blank=True)

    panels = [
        MultiFieldPanel(
            ["legal_name", "legal_form", "street", "postal_code", "city", "country", "managing", "register"],
            heading=_("Company"),
        ),
        MultiFieldPanel(["email", "phone"], heading=_("Contact")),
        MultiFieldPanel(["tax_number", "vat_id"], heading=_("Tax")),
        MultiFieldPanel(["account_holder", "iban", "bic", "bank_name"], heading=_("Bank account")),
    ]

    class Meta:
        verbose_name = _("company")

    def clean(self) -> None:
        super().clean()
        self.iban = iban_number.compact(self.iban) if self.iban else ""
        self.bic = bic_number.compact(self.bic) if self.bic else ""


@register_setting(icon="decimal", order=20)
class TaxSettings(HouseSetting):
    """How the company is taxed. Rates are percentages as in § 12 UStG."""

    small_business = models.BooleanField(
        _("small business (§ 19 UStG)"),
        default=False,
        help_text=_("No VAT is shown; invoices carry the note that § 34a UStDV asks for."),
    )
    standard_rate = models.DecimalField(
        _("standard rate in percent"), max_digits=5, decimal_places=2, default=Decimal("19.00")
    )
    reduced_rate = models.DecimalField(
        _("reduced rate in percent"), max_digits=5, decimal_places=2, default=Decimal("7.00")
    )

    panels = [
        FieldPanel("small_business"),
        FieldPanel("standard_rate"),
        FieldPanel("reduced_rate"),
    ]

    class Meta:
        verbose_name = _("taxes")


def _page(label: Any, help_text: Any = "") -> models.ForeignKey:
    return models.ForeignKey(
        "wagtailcore.Page", verbose_name=label, help_text=help_text, null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip


@register_setting(icon="doc-full", order=40)
class LegalSettings(HouseSetting):
    """The pages that the law wants reachable from everywhere, and what the imprint says besides the company."""

    class Dispute(models.TextChoices):
        """Consumer arbitration, §§ 36 and 37 VSBG."""

        UNWILLING = "unwilling", _("We take no part and need not")
        WILLING = "willing", _("We take part of our own will")
        OBLIGED = "obliged", _("We must take part")

    imprint = _page(_("imprint"))
    privacy = _page(_("privacy"))
    terms = _page(_("terms"))
    withdrawal = _page(_("right of withdrawal"))
    shipping = _page(_("payment and delivery"))
    accessibility = _page(_("accessibility"))
    contact = _page(
        _("contact form"), _("Beside the e-mail address the law asks for a second quick way: phone or form.")
    )
    dispute = models.CharField(_("consumer arbitration"), max_length=10, choices=Dispute.choices, blank=True)
    dispute_body = models.TextField(
        _("arbitration board"), blank=True, help_text=_("Name, address and website of the board that is in charge.")
    )
    journalism = models.BooleanField(
        _("editorial content"), default=True, help_text=_("Articles, reports or a magazine (§ 18 (2) MStV).")
    )
    responsible = models.CharField(
        _("responsible for editorial content"),
        max_length=200,
        blank=True,
        help_text=_("Name and address of a person. Empty: whoever represents the company, at its address."),
    )

    guarantee_notice = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("official notice on the legal guarantee"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_(
            "Who sells goods must show it (Implementing Regulation (EU) 2025/1960). The European Commission offers it "
            "in all languages; it is also in the annex of the regulation on EUR-Lex. As a picture, at least 1000 "
            "pixels wide, in colour, unchanged. It stands on the pages of goods and in the checkout, above our own "
            "words."
        ),
    )

    panels = [
        MultiFieldPanel(
            ["imprint", "privacy", "terms", "withdrawal", "shipping", "accessibility", "contact"], heading=_("Pages")
        ),
        MultiFieldPanel(["guarantee_notice"], heading=_("Legal guarantee")),
        MultiFieldPanel(["dispute", "dispute_body"], heading=_("Consumer arbitration (§§ 36, 37 VSBG)")),
        MultiFieldPanel(["journalism", "responsible"], heading=_("Editorial content (§ 18 MStV)")),
    ]

    class Meta:
        verbose_name = _("legal pages")
