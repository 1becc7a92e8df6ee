from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.spreadsheets import MOST_ROWS, TooManyRows, UnreadableSheet, rows_of

MOST_MEGABYTES = 5


class SheetForm(forms.Form):
    """The file to read. `rows` are its rows once the form is valid."""

    sheet = forms.FileField(
        label=gettext_lazy("Excel or CSV file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("One article per row, the headings in the first row, as in the template."),
    )

    def clean_sheet(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["sheet"]
        if (upload.size or 0) > MOST_MEGABYTES * 1_000_000:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": MOST_MEGABYTES})
        try:
            self.rows = rows_of(upload.read())
        except UnreadableSheet as error:
            raise forms.ValidationError(_("This is neither an Excel file (.xlsx) nor a CSV file.")) from error
        except TooManyRows as error:
            raise forms.ValidationError(
                _("The file has more than %(rows)s rows: please split it.") % {"rows": MOST_ROWS}
            ) from error
        upload.seek(0)
        return upload
