"""The site as it runs in production: real settings, TLS, nginx in front, the worker behind."""

import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from core.processes import WEB, WORKER
from tests.production.test_purge import GONE, NEW_PRICE
from tests.support.environment import ROOT, run_folder
from tests.support.environment import WORKER as TEST_PROCESS
from tests.support.ports import wait_until
from tests.support.proxy import Answer, Proxy
from tests.support.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.once]

# Prints the addresses of a file that may be fetched now, of its order and its download page, the file's name, and which
# form asks for files.
DELIVER = """
from shop.models import DownloadLink, MarkedCopy
from shop.services import take_download
from shop.tokens import link_token, order_path
from tests.factories import a_delivered_order
from website.models import Form
order = a_delivered_order()
link = DownloadLink.objects.get(line__order=order)
copy = MarkedCopy.objects.get(line__order=order, format="pdf")
print(f"/datei/{take_download(link=link, format='pdf').token}/", order_path(order), f"/download/{link_token(link)}/",
      copy.file.name, Form.objects.get(name="Manuskript anbieten").pk)
"""


class Site:
    """A stack in production's settings, and its proxy."""

    def __init__(self, blocker: DjangoDbBlocker, folder: Path) -> None:
        stack = Stack(blocker)
        self.proxy = Proxy(folder, files=stack.folder, app=f"127.0.0.1:{stack.site['PORT']}")
        stack.site |= {
            "ACCEL_REDIRECT": "/_geschuetzt/",
            "KONTOR_ENV": "production",
            "RATE_LIMIT_FACTOR": "100",
            "SECRET_KEY": "only-for-tests-and-long-enough-to-be-taken-for-one",
            "SITE_URL": self.proxy.url,
            "TRUSTED_PROXIES": "1",
        }
        self.stack = stack
        stack.manage("collectstatic", "--no-input", "--verbosity=0")
        told = stack.manage("shell", "--no-imports", "-c", DELIVER).split()
        self.file, self.order, self.download, self.name, self.form = told

    def start(self) -> None:
        self.stack.start(WEB, WORKER)
        self.proxy.start()

    def stop(self) -> None:
        self.proxy.stop()
        self.stack.stop()


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    site = Site(django_db_blocker, run_folder() / f"proxy_{TEST_PROCESS}")  # where nginx may pass without root's rights
    try:
        site.start()
        yield site
    finally:
        site.stop()


def cache_states(site: Site, path: str, times: int = 2, **headers: str) -> list[str]:
    return [site.proxy.ask(path, headers=headers).headers.get("X-Cache", "") for _ in range(times)]


def within_a_second(site: Site, path: str, **headers: str) -> set[str]:
    """What the cache says to those who come in the course of a second: it may keep nothing in the first part of one."""
    states, end = set(), time.monotonic() + 1
    while time.monotonic() < end:
        states |= set(cache_states(site, path, 2, **headers))
        time.sleep(0.02)
    return states


def test_nginx_has_nothing_to_say_about_the_configuration(tmp_path: Path) -> None:
    assert Proxy(tmp_path / "nginx", files=tmp_path, app="127.0.0.1:8000").complaints() == ""


def test_a_page_comes_from_the_cache_for_the_rest_of_the_second(site: Site) -> None:
    path = "/hefte/"
    assert cache_states(site, path, 1) == ["MISS"]
    assert "HIT" in within_a_second(site, path)
    answer = site.proxy.ask(path)
    assert answer.status == 200
    assert answer.headers["Set-Cookie"] is None
    assert answer.headers["X-Accel-Expires"] is None
    ids = {site.proxy.ask(path).one("X-Request-ID") for _ in range(2)}
    assert len(ids) == 2, "an id belongs to one request, even when the page is kept"
    time.sleep(1.1)
    assert cache_states(site, path, 1) == ["REVALIDATED"]


def test_a_change_is_seen_and_what_is_gone_not_suggested_after_a_second(site: Site) -> None:
    page, suggestions = "/hefte/brot-braucht-zeit/", "/suche/vorschlaege/?q=weit"
    within_a_second(site, page)
    assert "HIT" in within_a_second(site, suggestions)
    assert b"/hefte/weit-und-leise/" in site.proxy.ask(suggestions).body
    site.stack.manage("shell", "--no-imports", "-c", NEW_PRICE + GONE.replace("brot-braucht-zeit", "weit-und-leise"))
    time.sleep(1)
    for _ in range(12):
        assert b"77,70" in site.proxy.ask(page).body
        assert b"/hefte/weit-und-leise/" not in site.proxy.ask(suggestions).body


def test_who_is_logged_in_gets_pages_of_the_site_itself(site: Site) -> None:
    cache_states(site, "/hefte/")
    assert cache_states(site, "/hefte/", Cookie="theme=x; sessionid=abc") == ["BYPASS", "BYPASS"]
    assert "HIT" in within_a_second(site, "/hefte/", Cookie="notsessionid=abc")


@pytest.mark.parametrize("path", ["/kasse/?a=E-1001", "/konto/", "/konto/login/", "/admin/", "/healthz/"])
def test_what_is_personal_is_never_kept(site: Site, path: str) -> None:
    assert "HIT" not in cache_states(site, path)


def test_order_and_download_are_never_kept(site: Site) -> None:
    for path in (site.order, site.download):
        assert site.proxy.ask(path).status == 200
        assert "HIT" not in cache_states(site, path)


@pytest.mark.parametrize("path", ["/", "/kasse/?a=E-1001", "/admin/", "/gibt-es-nicht/"])
def test_security_headers_are_there_once(site: Site, path: str) -> None:
    answer = site.proxy.ask(path)
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Strict-Transport-Security"):
        assert answer.one(name)
    assert answer.one("Referrer-Policy") == "same-origin"
    assert re.fullmatch("nginx", answer.one("Server"))


def test_pages_travel_packed(site: Site) -> None:
    answer = site.proxy.ask("/", headers={"Accept-Encoding": "gzip"})
    assert answer.one("Content-Encoding") == "gzip"
    assert b"</html>" in gzip.decompress(answer.body)


def test_style_sheets_and_pictures_arrive(site: Site) -> None:
    page = site.proxy.ask("/").body.decode()
    addresses = [
        re.search(pattern, page) for pattern in (r'"(/static/css/site\.\w+\.css)"', r"(/media/images/[^\s\"]+)")
    ]
    for found in addresses:
        assert found
        answer = site.proxy.ask(found[1])
        assert answer.status == 200
        assert len(answer.body) > 500
        assert answer.one("X-Content-Type-Options") == "nosniff"


@pytest.mark.feature("P5.08")
def test_a_download_is_sent_by_the_proxy(site: Site) -> None:
    answer = site.proxy.ask(site.file)
    assert answer.status == 200
    assert answer.body == site.stack.folder.joinpath("private", site.name).read_bytes()
    assert answer.one("Content-Type") == "application/pdf"
    assert answer.one("Content-Disposition") == 'attachment; filename="brot-braucht-zeit.pdf"'
    assert "no-store" in answer.one("Cache-Control")
    assert answer.one("X-Robots-Tag") == "noindex"
    assert answer.headers["X-Accel-Redirect"] is None
    part = site.proxy.ask(site.file, headers={"Range": "bytes=0-4"})
    assert (part.status, part.body) == (206, b"%PDF-")


@pytest.mark.parametrize(
    "path",
    [
        "/_geschuetzt/{name}",
        "/_geschuetzt/../_geschuetzt/{name}",
        "/%5fgeschuetzt/{name}",
        "//_geschuetzt/{name}",
        "/private/{name}",
        "/media/{name}",
        "/media/private/{name}",
        "/media/../private/{name}",
        "/media/images/../../private/{name}",
        "/media/images../private/{name}",
        "/media/images/%2e%2e/%2e%2e/private/{name}",
        "/media/images/..%2f..%2fprivate/{name}",
        "/static/../private/{name}",
        "/datei/{name}",
    ],
)
def test_no_path_leads_into_the_private_folder(site: Site, path: str) -> None:
    address = path.format(name=site.name)
    answers = [site.proxy.ask(address), site.proxy.ask(f"{address}/")]
    assert answers[0].status in {301, 400, 404}  # at most a hint at the slash that is missing
    assert answers[1].status in {400, 404}
    assert not any(b"%PDF" in answer.body for answer in answers)


def test_bodies_have_limits(site: Site) -> None:
    def post(path: str, kilobytes: int, **headers: str) -> Answer:
        return site.proxy.ask(path, "POST", headers, body=b"x" * kilobytes * 1024)

    for kilobytes in (513, 5000):
        refused = post("/kasse/", kilobytes)
        assert refused.status == 413
        assert b'lang="de"' in refused.body, "in the site's own words"
    in_pieces = site.proxy.ask("/kasse/", "POST", body=iter([b"x" * 1024] * 513))
    assert in_pieces.status == 413
    assert in_pieces.body == refused.body, "the same words for who does not say beforehand how much it is"
    assert post("/kasse/", 511).status != 413
    assert post("/admin/", 5000).status != 413
    files = {"Content-Type": "multipart/form-data; boundary=b"}
    form = f"/formular/{site.form}/"
    assert [post(form, kilobytes, **files).status == 413 for kilobytes in (5000, 22_000)] == [False, True]


def test_plain_http_leads_to_https(site: Site) -> None:
    answer = site.proxy.ask_plainly("/hefte/?seite=2")
    assert (answer.status, answer.one("Location")) == (301, "https://127.0.0.1/hefte/?seite=2")


def test_health_check_of_the_containers_is_content(site: Site) -> None:
    environment = {**os.environ, **site.stack.site}
    checks = [[], [f"http://127.0.0.1:{site.stack.site['PORT']}/healthz/db/"], ["http://127.0.0.1:1/healthz/"]]
    codes = [
        subprocess.run([sys.executable, "deploy/healthy.py", *check], cwd=ROOT, env=environment, check=False).returncode
        for check in checks
    ]
    assert codes == [0, 0, 1]


def test_worker_is_seen_at_work(site: Site) -> None:
    wait_until(lambda: site.proxy.ask("/healthz/worker/").status == 200, "the worker's first minute", 90)


def test_logs_are_objects_without_addresses_and_secrets(site: Site) -> None:
    secret = site.order.split("/")[2]
    site.proxy.ask(site.order, headers={"X-Request-ID": "made-by-a-visitor"})
    site.proxy.ask("/kasse/?email=erika@example.org")
    wait_until(lambda: "/kasse/" in site.stack.log(WEB), "the line of the request is written")
    lines = [json.loads(line) for line in site.stack.log(WEB).splitlines()]
    assert {"gunicorn.error", "core.requests"} <= {line["logger"] for line in lines}
    told = site.stack.log(WEB) + site.stack.log(WORKER) + site.proxy.folder.joinpath("nginx.log").read_text("utf-8")
    for personal in (secret, "erika", "made-by-a-visitor", "127.0.0.1,"):
        assert personal not in told
