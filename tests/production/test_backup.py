"""What was bought before the fire can be downloaded after it."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
import requests
from pytest_django.plugin import DjangoDbBlocker

from core.processes import WEB
from shop.models import Order
from tests.support import databases
from tests.support.environment import vendor
from tests.support.stack import Stack

pytestmark = pytest.mark.slow

# Prints the address of a delivered book's page.
DELIVER = """
from shop.models import DownloadLink
from shop.tokens import link_token
from tests.factories import a_delivered_order
link = DownloadLink.objects.get(line__order=a_delivered_order())
print(f"/download/{link_token(link)}/")
"""
DELIVER_AGAIN = """
from shop.models import Ebook
from tests.factories import a_delivered_order
a_delivered_order(Ebook.objects.latest("pk"))
"""
# Restores in spite of what the site holds, folder after folder, and prints why not.
RESTORE = """
from django.core.management import CommandError, call_command
for folder in {folders}:
    try:
        call_command("restore", folder, force=True)
    except CommandError as error:
        print(error)
"""


def shell(stack: Stack, code: str) -> list[str]:
    return stack.manage("shell", "--no-imports", "-c", code).split()


def orders(stack: Stack) -> int:
    with stack.rows():
        return Order.objects.count()


def make_empty(stack: Stack) -> None:
    """A new machine: a database without tables, no folders."""
    if vendor() == "postgres":
        databases.cluster().execute(f'DROP DATABASE "{stack.name}" WITH (FORCE)')
        databases.cluster().execute(f'CREATE DATABASE "{stack.name}"')
    else:
        Path(stack.site["DATABASE_URL"].removeprefix("sqlite:///")).unlink()
    for name in ("media", "private"):
        shutil.rmtree(stack.folder / name)


def download(stack: Stack, page: str) -> bytes:
    """As a visitor does, over HTTP."""
    with requests.Session() as visitor:
        shown = visitor.get(f"{stack.url}{page}", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown.text)[1]
        answer = visitor.post(shown.url, {"format": "pdf", "csrfmiddlewaretoken": token}, timeout=30)
    assert answer.status_code == 200
    return answer.content


@dataclass(frozen=True)
class Backup:
    """Of a running site in which a book was delivered; `page` is where the buyer gets it."""

    site: Stack
    folder: Path
    page: str

    def copy(self, to: Path) -> Path:
        return shutil.copytree(self.folder, to / "copy")


@pytest.fixture(scope="module")
def backup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backup]:
    site = Stack(django_db_blocker)
    site.start(WEB)
    folder = tmp_path_factory.mktemp("backups") / "monday"
    (page,) = shell(site, DELIVER)
    site.manage("backup", str(folder))
    yield Backup(site, folder, page)
    site.stop()


def test_a_book_can_be_downloaded_from_the_restored_site(
    backup: Backup, new_stack: Callable[..., Stack], tmp_path: Path
) -> None:
    before = download(backup.site, backup.page)
    risen = new_stack()
    make_empty(risen)
    risen.manage("restore", str(backup.folder))
    risen.start(WEB)
    assert before.startswith(b"%PDF")
    assert download(risen, backup.page) == before
    assert requests.get(f"{risen.url}/hefte/", timeout=30).status_code == 200

    shell(risen, DELIVER_AGAIN)  # what only grows still does, and numbers go on
    risen.manage("backup", str(tmp_path / "tuesday"))
    risen.stop()
    risen.manage("restore", "--force", str(tmp_path / "tuesday"))
    assert orders(risen) == 2


def test_a_site_that_is_not_empty_is_kept_unless_it_is_given_up(
    backup: Backup, new_stack: Callable[..., Stack]
) -> None:
    other = new_stack()
    extra = other.folder / "private" / "extra.txt"
    extra.write_text("x", encoding="utf-8")
    refuses(other, "not empty", str(backup.folder))
    assert (orders(other), extra.exists()) == (0, True)
    other.manage("restore", "--force", str(backup.folder))
    assert (orders(other), extra.exists()) == (1, False)


def test_what_is_damaged_or_newer_is_noticed_before_anything_is_touched(backup: Backup, tmp_path: Path) -> None:
    changed, missing, unlisted, newer = (
        backup.copy(tmp_path / name) for name in ("changed", "missing", "none", "newer")
    )
    book = next(changed.joinpath("private").rglob("*.pdf"))
    book.write_bytes(book.read_bytes()[:-1] + b"?")
    missing.joinpath(book.relative_to(changed)).unlink()
    unlisted.joinpath("manifest.json").unlink()
    manifest = json.loads(newer.joinpath("manifest.json").read_text("utf-8"))
    manifest["migrations"].append("shop.9999_from_tomorrow")
    newer.joinpath("manifest.json").write_text(json.dumps(manifest), "utf-8")

    folders = [str(folder) for folder in (changed, missing, unlisted, newer)]
    told = backup.site.manage("shell", "--no-imports", "-c", RESTORE.format(folders=folders)).splitlines()

    assert len(told) == len(folders), told
    assert all(book.name in line for line in told[:2])
    assert "not a complete backup" in told[2]
    assert "newer version" in told[3]
    assert download(backup.site, backup.page).startswith(b"%PDF")


def test_files_stay_when_the_database_cannot_be_loaded(
    backup: Backup, new_stack: Callable[..., Stack], tmp_path: Path
) -> None:
    folder = backup.copy(tmp_path)
    folder.joinpath("database").write_bytes(b"no database" * 1000)
    manifest = json.loads(folder.joinpath("manifest.json").read_text("utf-8"))
    manifest["files"]["database"] = sha256(folder.joinpath("database").read_bytes()).hexdigest()
    folder.joinpath("manifest.json").write_text(json.dumps(manifest), "utf-8")
    other = new_stack()
    extra = other.folder / "private" / "extra.txt"
    extra.write_text("x", encoding="utf-8")
    refuses(other, "file is not a database|valid archive", "--force", str(folder))
    assert (orders(other), extra.exists()) == (0, True)


def test_a_backup_replaces_no_other_and_is_nobody_elses_to_read(backup: Backup) -> None:
    with pytest.raises(databases.CommandFailed, match="exists already"):
        backup.site.manage("backup", str(backup.folder))
    assert backup.folder.stat().st_mode & 0o077 == 0
    assert not backup.folder.with_name("monday.part").exists()


def refuses(site: Stack, why: str, *arguments: str) -> None:
    with pytest.raises(databases.CommandFailed, match=why):
        site.manage("restore", *arguments)
