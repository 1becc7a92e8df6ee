"""Pages of all kinds touch nobody's session, login, messages or token."""

from urllib.request import urlopen

import pytest
from django.test import Client
from wagtail.models import get_page_models

from cms.generation import PUBLIC as PUBLIC_PAGE
from cms.models import BasePage
from tests.security.visitors import is_for_everybody, touched
from tests.support.stack import Stack


@pytest.mark.slow
def test_every_kind_of_page_is_for_everybody(live_site: Stack) -> None:
    """Of the demo, which has all of them. Also with a basket, and as a visitor who was here before."""
    with live_site.rows():
        kinds = [kind for kind in get_page_models() if issubclass(kind, BasePage)]
        pages = [page for kind in kinds if (page := kind.objects.live().first())]
        assert len(pages) == len(kinds)
        for page in pages:
            urlopen(f"{live_site.url}{page.url}").close()  # whose pictures are made there
            for cookies in ("", "warenkorb=E-1001.1", f"csrftoken={'a' * 32}"):
                answer = Client().get(page.url, headers={"Cookie": cookies})
                assert (page.url, touched(answer.wsgi_request)) == (page.url, [])
                assert is_for_everybody(answer)
                assert answer.headers["Cache-Control"] == PUBLIC_PAGE
