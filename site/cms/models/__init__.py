from cms.models.media import Document, Picture, PictureRendition
from cms.models.pages import BasePage
from cms.models.settings import CompanySettings, LegalSettings, TaxSettings, ThemeSettings

__all__ = [
    "BasePage",
    "CompanySettings",
    "Document",
    "LegalSettings",
    "Picture",
    "PictureRendition",
    "TaxSettings",
    "ThemeSettings",
]
