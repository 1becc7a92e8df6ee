from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import bic as bic_number
from stdnum import iban as iban_number
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from cms.models.base import HouseSetting
from cms.theme import validate_brand
from cms.validators import validate_iban, validate_vat_id


@register_setting(icon="home", order=10)
class CompanySettings(HouseSetting):
    """Who sells: stands in the imprint, on invoices and in the foot of each mail."""

    legal_name = models.CharField(_("company"), max_length=120, blank=True)
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
            ["legal_name", "street", "postal_code", "city", "country", "managing", "register"], heading=_("Company")
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


@register_setting(icon="view", order=30)
class ThemeSettings(HouseSetting):
    """What makes the site look like this house and no other."""

    brand_name = models.CharField(_("name in the header"), max_length=60, blank=True)
    claim = models.CharField(_("line below it"), max_length=120, blank=True)
    brand_colour = models.CharField(
        _("brand colour"), max_length=7, default="#1c5560", validators=[validate_brand], help_text=_("Such as #1c5560.")
    )

    panels = ["brand_name", "claim", "brand_colour"]

    class Meta:
        verbose_name = _("look")


@register_setting(icon="doc-full", order=40)
class LegalSettings(HouseSetting):
    """The pages that the law wants reachable from everywhere."""

    imprint = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("imprint"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    privacy = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("privacy"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    terms = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("terms"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawal = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("right of withdrawal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    shipping = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("payment and delivery"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accessibility = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("accessibility"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    panels = ["imprint", "privacy", "terms", "withdrawal", "shipping", "accessibility"]

    class Meta:
        verbose_name = _("legal pages")
