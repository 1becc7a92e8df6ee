from cms.models.legal import LegalDocument
from cms.models.look import ThemeSettings
from cms.models.media import Picture, PictureRendition, PublicDocument
from cms.models.navigation import NavigationSettings
from cms.models.pages import BasePage
from cms.models.settings import CompanySettings, LegalSettings, TaxSettings

__all__ = [
    "BasePage",
    "CompanySettings",
    "LegalDocument",
    "LegalSettings",
    "NavigationSettings",
    "Picture",
    "PictureRendition",
    "PublicDocument",
    "TaxSettings",
    "ThemeSettings",
]
