"""The screens of the mail templates: the list, and the editor with its placeholders, preview and test mail."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from mailing import render as rendering
from mailing.forms import TemplateForm
from mailing.log import framed
from mailing.models import MailTemplate
from mailing.placeholders import TemplateError
from mailing.registry import TemplateSpec, all_templates, get_template
from mailing.selectors import template_history
from mailing.services import restore_default, save_template, send_test

may_edit = permission_required("mailing.change_mailtemplate")


@permission_required("mailing.view_mailtemplate")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    edited = set(MailTemplate.objects.values_list("key", "language"))
    rows = [
        {
            "spec": spec,
            "languages": [(code, name, (spec.key, code) in edited) for code, name in settings.LANGUAGES],
            "subject": rendering.source(spec.key, settings.LANGUAGE_CODE).subject,
        }
        for spec in all_templates()
    ]
    return render(request, "mailing/admin/templates.html", {"rows": rows})


@may_edit
def edit(request: HttpRequest, key: str, language: str) -> HttpResponse:
    spec = _spec(key, language)
    current = rendering.source(key, language)
    initial = {"subject": current.subject, "body": current.body}
    form = TemplateForm(request.POST or None, spec=spec, language=language, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_template(key=key, language=language, draft=form.draft, actor=request.user)
        messages.success(request, _("The template is saved. The next mail uses it."))
        return redirect("mail_templates:edit", key, language)
    if form.errors:
        count = sum(len(errors) for errors in form.errors.values())
        messages.error(request, ngettext("%(n)s problem to solve.", "%(n)s problems to solve.", count) % {"n": count})
    context = {
        "form": form,
        "spec": spec,
        "language": language,
        "edited": MailTemplate.objects.filter(key=key, language=language).exists(),
        "placeholders": placeholder_rows(spec),
        "history": template_history(key, language)[:20],
    }
    return render(request, "mailing/admin/template.html", context)


@may_edit
def preview(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """GET: the template as it is. POST: the draft in the form, which is not saved. `as=text` shows the plain text."""
    spec = _spec(key, language)
    draft = rendering.source(key, language)
    if request.method == "POST":
        draft = rendering.Source(request.POST.get("subject", ""), request.POST.get("body", ""))
    try:
        mail = rendering.sample_mail(spec, draft, language)
    except TemplateError as error:
        return framed(_explained(error), plain=True)
    as_text = "text" in (request.GET.get("as"), request.POST.get("as"))
    return framed(f"{mail.subject}\n\n{mail.text}", plain=True) if as_text else framed(mail.html)


@may_edit
@require_POST
def restore(request: HttpRequest, key: str, language: str) -> HttpResponse:
    _spec(key, language)
    restore_default(key=key, language=language, actor=request.user)
    messages.success(request, _("The default text is back."))
    return redirect("mail_templates:edit", key, language)


@may_edit
@require_POST
def test(request: HttpRequest, key: str, language: str) -> HttpResponse:
    mail = send_test(spec=_spec(key, language), language=language, actor=request.user)
    messages.success(request, _("A test mail is on its way to %(address)s.") % {"address": mail.to_email})
    return redirect("mail_templates:edit", key, language)


def placeholder_rows(spec: TemplateSpec) -> list[dict[str, Any]]:
    """(how to write it, example, remark) for the table beside the editor."""
    return [
        {
            "code": _code(path, sample),
            "sample": ", ".join(sample[0]) if isinstance(sample, list) else sample,
            "required": any(need == path or need.startswith(f"{path}[]") for need in spec.required),
            "optional": path in spec.all_optional,
        }
        for path, sample in spec.all_placeholders.items()
    ]


def _code(path: str, sample: object) -> str:
    if isinstance(sample, list):
        item = path.rsplit(".", 1)[-1].removesuffix("s")
        return f"{{% for {item} in {path} %}}{{{{ {item}.{next(iter(sample[0]))} }}}}{{% endfor %}}"
    for kind, suffix in ((Decimal, " | euro"), (datetime, " | date"), (date, " | date")):
        if isinstance(sample, kind):
            return f"{{{{ {path}{suffix} }}}}"
    return f"{{{{ {path} }}}}"


def _spec(key: str, language: str) -> TemplateSpec:
    try:
        spec = get_template(key)
    except KeyError as error:
        raise Http404 from error
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return spec


def _explained(error: TemplateError) -> str:
    if error.path:
        return _("There is no value for “%(path)s”.") % {"path": error.path}
    return _("This cannot be shown yet: %(reason)s") % {"reason": error}
