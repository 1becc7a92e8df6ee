"""Articles from Excel: choose a file, see what it would do, then let it."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.files.base import ContentFile
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from core.files import private_storage
from core.tokens import new_token
from shop import sheets
from shop.admin_forms.importing import SheetForm
from shop.services.importing import FaultyRows, Plan, RowState, apply_import, plan_import
from shop.spreadsheets import XLSX, Cell, workbook_of

FOLDER = "imports"
AN_HOUR = 3600
ROWS_SHOWN = 200
Table = list[list[Cell]]


class TemplateView(PermissionRequiredMixin, View):
    """An empty sheet with the headings."""

    permission_required = "shop.add_goods"
    raise_exception = True

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = [str(heading) for key, heading in sheets.HEADINGS.items() if key != sheets.STOCK]
        response = HttpResponse(workbook_of(wanted), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="artikel-vorlage.xlsx"'
        return response


class ImportView(PermissionRequiredMixin, View):
    """GET asks for the file; POST with a file tries it out; POST with `kept` does what was tried out."""

    permission_required = ("shop.add_goods", "shop.change_goods", "shop.change_ebook")
    raise_exception = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(SheetForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "kept" in request.POST:
            return self._apply(request.POST["kept"])
        form = SheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form)
        return self._show(form, plan_import(form.rows), keep(form.rows, self._owner))

    @property
    def _owner(self) -> str:
        return f"article-import:{self.request.user.pk}"

    def _apply(self, ticket: str) -> HttpResponse:
        table = kept(ticket, self._owner)
        try:
            plan = apply_import(table, actor=self.request.user) if table else None
        except FaultyRows:
            return self._show(SheetForm(), plan_import(table or []))
        if plan is None:
            messages.error(self.request, _("That was too long ago: please choose the file once more."))
            return redirect("articles:import")
        forget(ticket, self._owner)
        done = plan.count(RowState.NEW) + plan.count(RowState.CHANGED)
        words = ngettext("%(count)s article has been taken over.", "%(count)s articles have been taken over.", done)
        messages.success(self.request, words % {"count": done})
        return redirect("articles:index")

    def _show(self, form: SheetForm, plan: Plan | None = None, ticket: str = "") -> HttpResponse:
        context: dict[str, Any] = {"form": form, "plan": plan, "ticket": ticket}
        if plan:
            interesting = [row for row in plan.rows if row.state != RowState.SAME]
            faulty_first = sorted(interesting, key=lambda row: row.state != RowState.FAULTY)
            context |= {"rows": faulty_first[:ROWS_SHOWN], "more": max(0, len(interesting) - ROWS_SHOWN)}
            context |= {"counts": {state.value: plan.count(state) for state in RowState}}
        return render(self.request, "shop/admin/import.html", context)


def keep(table: Table, owner: str) -> str:
    """The rows between the two steps, and a ticket for them that only their owner can use, for an hour."""
    name = private_storage().save(
        f"{FOLDER}/{new_token()[0]}.json", ContentFile(json.dumps(table, default=float).encode())
    )
    return TimestampSigner(salt=owner).sign(name)


def kept(ticket: str, owner: str) -> Table | None:
    name = _named(ticket, owner)
    if not name or not private_storage().exists(name):
        return None
    with private_storage().open(name) as file:
        table: Table = json.load(file, parse_float=Decimal)
    return table


def forget(ticket: str, owner: str) -> None:
    private_storage().delete(_named(ticket, owner))


def forget_old(now: datetime) -> int:
    """Sheets that nobody came back for."""
    storage = private_storage()
    names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]] if storage.exists(FOLDER) else []
    old = [name for name in names if storage.get_modified_time(name) < now - timedelta(days=1)]
    for name in old:
        storage.delete(name)
    return len(old)


def _named(ticket: str, owner: str) -> str:
    try:
        return TimestampSigner(salt=owner).unsign(ticket, max_age=AN_HOUR)
    except BadSignature:
        return ""
