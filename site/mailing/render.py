"""From a template and values to a finished mail; and from a draft of a template to what is wrong with it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mailing import layout, placeholders
from mailing.hygiene import clean_line
from mailing.models import MailTemplate
from mailing.placeholders import TemplateError
from mailing.registry import TemplateSpec, get_template

FOLDER = settings.BASE_DIR / "templates" / "mail"
FALLBACK_LANGUAGE = "de"


@dataclass(frozen=True)
class Source:
    """The text of a template: Liquid in the subject, Liquid and Markdown in the body."""

    subject: str
    body: str


@dataclass(frozen=True)
class Mail:
    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class Problem:
    message: str
    line: int | None = None
    field: str = "body"


def default_source(key: str, language: str) -> Source:
    """The file: `Subject: …`, an empty line, Markdown. A language without a file takes the German one."""
    path = FOLDER / f"{key}.{language}.md"
    return _read(path if path.exists() else FOLDER / f"{key}.{FALLBACK_LANGUAGE}.md")


@lru_cache
def _read(path: Path) -> Source:
    head, _blank, body = path.read_text(encoding="utf-8").partition("\n\n")
    return Source(head.removeprefix("Subject:").strip(), body.strip())


def source(key: str, language: str) -> Source:
    row = MailTemplate.objects.filter(key=key, language=language).first()
    return Source(row.subject, row.body) if row else default_source(key, language)


def render(key: str, language: str, context: Mapping[str, Any], *, attachments: list[str]) -> Mail:
    """TemplateError when a value is missing that the text needs: then nothing may be sent."""
    spec = get_template(key)
    return compose(source(spec.key, language), {**context, **_common(attachments)}, language)


def compose(draft: Source, context: Mapping[str, Any], language: str) -> Mail:
    subject = clean_line(placeholders.fill(draft.subject, context, language=language, markdown=False), limit=200)
    body = placeholders.fill(draft.body.replace("\r\n", "\n"), context, language=language)
    bodies = layout.from_markdown(body, subject=subject, language=language)
    return Mail(subject, bodies.html, bodies.text)


def sample_mail(spec: TemplateSpec, draft: Source, language: str) -> Mail:
    """With the samples of the register and the real data of the house."""
    house = {name: {**spec.sample()[name], **placeholders.plain(values)} for name, values in layout.house().items()}
    return compose(draft, {**spec.sample(), **house}, language)


def _common(attachments: list[str]) -> dict[str, Any]:
    return {**layout.house(), "attachments": [{"name": name} for name in attachments]}


def problems(spec: TemplateSpec, draft: Source, language: str) -> list[Problem]:
    """What speaks against using this draft; empty when nothing does."""
    found = [
        *_check_part(spec, draft.subject, language, field="subject"),
        *_check_part(spec, draft.body, language, field="body"),
    ]
    return found or [*_missing(spec, draft, language)]


def _check_part(spec: TemplateSpec, text: str, language: str, *, field: str) -> Iterator[Problem]:
    """Syntax, then names, then values that may be absent: the first kind that fails is told."""
    try:
        template = placeholders.parse(text, language=language, markdown=field == "body")
        unknown = [
            (path, line) for path, line in placeholders.used_paths(text, template).items() if not _known(spec, path)
        ]
        yield from (Problem(_unknown(spec, path), line, field) for path, line in unknown)
        if not unknown:
            placeholders.fill(text, spec.sample(), language=language)
            yield from _without_fallback(spec, text, language, field)
    except TemplateError as error:
        yield Problem(_("This cannot be understood: %(reason)s") % {"reason": error}, error.line, field)


def _known(spec: TemplateSpec, path: str) -> bool:
    """A group such as `payment` may be asked for in an `if`, too."""
    return any(known == path or known.startswith(f"{path}.") for known in spec.known_paths)


def _unknown(spec: TemplateSpec, path: str) -> str:
    near = difflib.get_close_matches(path, spec.known_paths, n=1, cutoff=0.5)
    if near:
        return _("There is no placeholder “%(path)s”. Did you mean “%(near)s”?") % {"path": path, "near": near[0]}
    return _("There is no placeholder “%(path)s”.") % {"path": path}


def _without_fallback(spec: TemplateSpec, text: str, language: str, field: str) -> Iterator[Problem]:
    try:
        placeholders.fill(text, spec.sample(optional=False), language=language)
    except TemplateError as error:
        yield Problem(
            _("“%(path)s” may be missing: put it into {%% if … %%} or give it a default.") % {"path": error.path},
            error.line,
            field,
        )


def _missing(spec: TemplateSpec, draft: Source, language: str) -> Iterator[Problem]:
    used = placeholders.used_paths(draft.body, placeholders.parse(draft.body, language=language))
    for path in sorted(spec.required - used.keys()):
        yield Problem(_("The text must contain “%(path)s”.") % {"path": path})
