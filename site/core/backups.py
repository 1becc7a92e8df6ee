"""The whole site in one folder: database, public and private files, and a manifest by which they are checked.

Not in it: what the environment holds. Without the same SECRET_KEY a restored site works, but links that were mailed and
second factors do not.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import salted_hmac

from core import clock, dumps

MANIFEST, DATABASE = "manifest.json", "database"
FORMAT = 1
CHUNK = 1024 * 1024


class BackupError(Exception):
    """Why a backup was not made or not restored; nothing has been changed."""


@dataclass(frozen=True)
class Manifest:
    """`files` maps names inside the folder to their SHA-256; `key` tells SECRET_KEYs apart without telling them."""

    format: int
    made_at: str
    vendor: str
    key: str
    migrations: list[str]
    files: dict[str, str]


def make(folder: Path) -> Manifest:
    """While the site runs. The folder must be new, and is there only when it is complete."""
    if folder.exists():
        raise BackupError(f"{folder} exists already")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    dumps.dump(part / DATABASE)
    files = {DATABASE: _digest(part / DATABASE)}
    # After the database: the files that its rows name are complete by now, and later ones do no harm.
    for name, place in _places().items():
        files |= {f"{name}/{path}": digest for path, digest in _copy_all(place, part / name)}
    manifest = Manifest(FORMAT, clock.now().isoformat(), connection.vendor, _key(), _applied(), files)
    part.joinpath(MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    part.rename(folder)
    return manifest


def verify(folder: Path) -> Manifest:
    """Every file is there and is what it was."""
    try:
        manifest = Manifest(**json.loads(folder.joinpath(MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder} is not a complete backup") from error
    damaged = [name for name, digest in manifest.files.items() if _digest(folder / name) != digest]
    if damaged:
        raise BackupError(f"missing or changed since the backup was made: {', '.join(damaged[:10])}")
    return manifest


def restore(folder: Path, *, force: bool = False) -> Manifest:
    """Everything as it was. Web server and worker must not run. `force` gives up what the site holds now."""
    manifest = verify(folder)
    if manifest.vendor != connection.vendor:
        raise BackupError(f"the backup is of {manifest.vendor}, the site runs on {connection.vendor}")
    if unknown := set(manifest.migrations) - _known():
        raise BackupError(f"the backup is of a newer version, which knows {', '.join(sorted(unknown)[:3])}")
    if not force and not _is_empty():
        raise BackupError("the site is not empty; --force gives up what it holds")
    dumps.load(folder / DATABASE)  # all or nothing, and most likely to fail: the files are still there then
    for name, place in _places().items():
        _empty(place)
        for _copied in _copy_all(folder / name, place):
            pass
    call_command("migrate", interactive=False, verbosity=0)
    for cache in caches.all():
        cache.clear()
    return manifest


def has_our_key(manifest: Manifest) -> bool:
    return manifest.key == _key()


def _places() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(storages["private"].path(""))}


def _key() -> str:
    return salted_hmac("core.backups", "key", algorithm="sha256").hexdigest()[:16]


def _applied() -> list[str]:
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def _known() -> set[str]:
    return {".".join(key) for key in MigrationLoader(None).disk_migrations}


def _is_empty() -> bool:
    """Neither somebody who could log in nor a file; what migrations bring does not count."""
    users = get_user_model()
    has_users = users._meta.db_table in connection.introspection.table_names() and users.objects.exists()
    return not has_users and not any(_files(place) for place in _places().values())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _copy_all(source: Path, target: Path) -> Iterator[tuple[str, str]]:
    """Copies while it is iterated over: the names and digests of what was copied."""
    for path in _files(source):
        name = path.relative_to(source)
        target.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, target / name)
        except FileNotFoundError:  # deleted while we were on our way
            continue
        yield name.as_posix(), _digest(target / name)


def _empty(folder: Path) -> None:
    """Of its content only: the folder may be a mounted one."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _digest(path: Path) -> str:
    """Empty when there is no such file."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()
