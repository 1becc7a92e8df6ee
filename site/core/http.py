from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header


class SeeOther(HttpResponseRedirect):
    """After a POST: go and look there, with GET (RFC 9110, 15.4.4)."""

    status_code = 303


def send_private(file: FieldFile, *, name: str, content_type: str) -> HttpResponse | FileResponse:
    """A private file as an attachment. Behind a proxy (ACCEL_REDIRECT) the proxy sends the bytes, we only say which."""
    if not settings.ACCEL_REDIRECT:
        return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response = HttpResponse(content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Accel-Redirect"] = settings.ACCEL_REDIRECT + quote(str(file.name))
    return response
