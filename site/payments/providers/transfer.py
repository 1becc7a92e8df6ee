from django.utils.translation import gettext_lazy as _

from cms.models import CompanySettings
from payments.providers.base import Provider


class Transfer(Provider):
    """Prepayment by bank transfer: nothing to call, staff record what the bank shows."""

    key = "transfer"
    label = _("Bank transfer in advance")

    def available(self) -> bool:
        return bool(CompanySettings.load().iban)
