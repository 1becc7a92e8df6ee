"""What the back office's own screens share: ledgers that are only read, and actions that first say what they do."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.protocol import history

SHOWN = 5  # rows of a panel


class ReadOnlyPolicy(ModelPermissionPolicy):
    """A ledger: may be looked at by those with the permission, and is changed by services only, by nobody here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, "view"))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return "view" in actions and bool(super().user_has_permission(user, "view"))


class KeepPolicy(ModelPermissionPolicy):
    """Added and changed, never deleted: much hangs on it. What is no longer wanted is closed or taken off sale."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return bool(super().user_has_any_permission(user, set(actions) - {"delete"}))


class ChangeOnlyPolicy(ModelPermissionPolicy):
    """What the house is born with: its rows are seen and changed, never added or deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "change"} and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return bool(super().user_has_any_permission(user, {"view", "change"} & set(actions)))


class LedgerViewSet(ModelViewSet):
    """A list of records that are read here and written by services. Wagtail's index of references leaves them alone:
    it would cost queries at every sale."""

    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    search_backend_name = None
    ordering: Any = "-pk"
    form_fields: ClassVar[list[str]] = []


class RecordView(InspectView):
    """One record with its history. Subclasses add panels through their template's blocks and `buttons`."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    template_name = "core/admin/record.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "history": list(history(self.object)[:100])}


def latest(rows: models.QuerySet[Any], *, everything: str) -> dict[str, Any]:
    """The first of `rows`, for a `RecordPanel`; the address of `everything` only when there are more."""
    found = list(rows[: SHOWN + 1])
    return {"rows": found[:SHOWN], "everything": everything if len(found) > SHOWN else ""}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.TextInput,
        help_text=_("Stands in the history."),
    )


class ActionView(View):
    """A dangerous button: GET says what will happen, POST does it by one call of a service.

    Subclasses set the words and `permission`, and implement `act`; an expected refusal is an `ActionRefused`.
    """

    model: type[models.Model]
    permission: ClassVar[str]
    title: ClassVar[Any]
    consequence: ClassVar[Any]
    button: ClassVar[Any]
    done: ClassVar[Any]
    form_class: ClassVar[type[forms.Form] | None] = None
    icon: ClassVar[str] = "cog"
    serious: ClassVar[bool] = True

    def act(self, obj: Any, data: dict[str, Any]) -> None:
        raise NotImplementedError

    def back(self, obj: Any) -> str:
        """Where the button was."""
        raise NotImplementedError

    def initial(self, obj: Any) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = get_object_or_404(self.model, pk=pk)
        return self._show(obj, self.form_class(initial=self.initial(obj)) if self.form_class else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        obj = get_object_or_404(self.model, pk=pk)
        form = self.form_class(request.POST) if self.form_class else None
        if form is not None and not form.is_valid():
            return self._show(obj, form)
        try:
            self.act(obj, form.cleaned_data if form is not None else {})
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect(self.back(obj))

    def _show(self, obj: Any, form: forms.Form | None) -> HttpResponse:
        context = {"object": obj, "form": form, "view": self, "back_url": self.back(obj)}
        return render(self.request, "core/admin/action.html", context)


class ActionRefused(Exception):
    """The record is no longer in a state in which this can be done; the text is for staff."""
