from typing import Any, ClassVar

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from core import clock
from core.models import NumberSeries
from core.numbers import LABELS, change_pattern, upcoming


class ChangePattern(EditView):
    success_message = _("The pattern is saved. The next number uses it.")

    def get_form(self, form_class: Any = None) -> "ModelForm[NumberSeries]":
        form: ModelForm[NumberSeries] = super().get_form(form_class)
        form.fields["pattern"].help_text = _(
            "With {year} the numbers start each year at 1. {number:06d} has six digits."
        )
        return form

    def save_instance(self) -> NumberSeries:
        pattern = self.form.cleaned_data["pattern"]
        return change_pattern(series_id=self.object.pk, pattern=pattern, actor=self.request.user)

    def get_page_subtitle(self) -> Any:
        return LABELS.get(self.object.key, self.object.key)


class NumberSeriesViewSet(ModelViewSet):
    model = NumberSeries
    name = "number_series"
    url_prefix = "nummernkreise"
    icon = "list-ol"
    menu_label = _("Number series")
    menu_order = 650
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    edit_view_class = ChangePattern
    ordering = "pk"
    search_backend_name = None
    form_fields: ClassVar[list[str]] = ["pattern"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "key",
            label=_("For"),
            accessor=lambda series: LABELS.get(series.key, series.key),
            url_name="number_series:edit",
        ),
        Column("pattern", label=_("Pattern")),
        Column("next", label=_("Next number"), accessor=lambda series: upcoming(series, clock.now())),
    ]
