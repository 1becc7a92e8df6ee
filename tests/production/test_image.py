"""What the Dockerfile builds, without Docker: its steps are carried out on a copy of what .dockerignore lets in."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.environment import ROOT, variables

pytestmark = [pytest.mark.slow, pytest.mark.once]
DOCKERFILE = ROOT.joinpath("Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
FROM_REGISTRY = re.compile(r"^FROM (\S+)", re.MULTILINE)


def allowed() -> list[str]:
    lines = ROOT.joinpath(".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*", "what is not named stays outside"
    return [rule.removeprefix("!") for rule in rules if rule.startswith("!")]


def stage(number: int) -> str:
    return DOCKERFILE.split("\nFROM ")[number]


def environment_of(text: str, app: Path) -> dict[str, str]:
    settings = " ".join(re.findall(r"^ENV (.+)$", text, re.MULTILINE))
    pairs = (pair.split("=", 1) for pair in settings.split())
    return {name: value.replace("/app", str(app)) for name, value in pairs if name != "PATH"}


def carry_out(command: str, app: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """With nothing of ours around: only what the image sets, and the packages."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=app,
        env={"PATH": path, "HOME": str(app.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def run(command: str, app: Path, environment: dict[str, str]) -> None:
    done = carry_out(command, app, environment)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder /app of the image."""
    app = tmp_path_factory.mktemp("image") / "app"
    for name in allowed():
        source, target = ROOT / name, app / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copyfile(source, target)
    after_copy = stage(1).split("COPY . .")[1]
    var = app.parent / "var"
    var.mkdir()
    built_with = {**environment_of(after_copy, app), "VAR_DIR": str(var)}
    for command in re.findall(r"^RUN (.+)$", after_copy, re.MULTILINE):
        run(command, app, built_with)
    return app


@pytest.fixture
def production(app: Path, tmp_path: Path) -> dict[str, str]:
    """What runs later: the image's environment and the least that an operator must say."""
    given = variables("image")
    return {
        **environment_of(stage(2), app),
        "DATABASE_URL": given["DATABASE_URL"],
        "EMAIL_URL": given["EMAIL_URL"],
        "SECRET_KEY": "of-the-operator-and-long-enough-to-be-worth-the-name",
        "SITE_URL": "https://shop.example",
        "VAR_DIR": str(tmp_path),
    }


def test_texts_and_static_files_are_in_the_image(app: Path) -> None:
    assert app.joinpath("site/locale/de/LC_MESSAGES/django.mo").exists()
    assert app.joinpath("staticfiles/staticfiles.json").exists()


def test_the_web_server_starts_from_what_is_in_the_image(app: Path, production: dict[str, str]) -> None:
    run("python -m gunicorn --check-config config.wsgi", app, production)


def test_nothing_is_missing_for_production(app: Path, production: dict[str, str]) -> None:
    run("python manage.py check --deploy --fail-level WARNING", app, production)


def test_nothing_is_in_the_image_that_belongs_to_a_checkout(app: Path) -> None:
    names = {path.name for path in app.rglob("*")}
    assert not names & {"tests", ".git", ".env", "secret_key", "db.sqlite3", "var", ".venv"}


def test_the_image_runs_without_rights_on_one_python() -> None:
    assert re.search(r"^USER 10001$", stage(2), re.MULTILINE)
    assert len(set(FROM_REGISTRY.findall(DOCKERFILE))) == 1


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>{folder}</dir><cachedir>/proc/cache</cachedir><cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>"""
LOOK_AT_FONTS = """
import ctypes, ctypes.util
ctypes.CDLL(ctypes.util.find_library("fontconfig")).FcInitLoadConfigAndFonts()
"""


def test_fonts_are_remembered_where_a_container_may_write(tmp_path: Path) -> None:
    """Otherwise fontconfig complains into the log at each document, and not in JSON."""
    shutil.copy(ROOT / "shop" / "marking" / "AlegreyaSans-Regular.ttf", tmp_path)
    tmp_path.joinpath("fonts.conf").write_text(FONTS.format(folder=tmp_path), encoding="utf-8")
    compose = ROOT.joinpath("compose.yaml").read_text(encoding="utf-8")
    given = re.findall(r"^    (XDG_CACHE_HOME): /tmp$", compose, re.MULTILINE)  # which is in memory there
    environment = {
        "HOME": "/proc/home",
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        **dict.fromkeys(given, str(tmp_path)),
    }
    command = [sys.executable, "-c", LOOK_AT_FONTS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@contextmanager
def answering(status: bytes) -> Iterator[str]:
    """A port where whoever asks for /healthz/ under the site's name gets this status."""

    def answer() -> None:
        connection, _ = server.accept()
        with connection:
            asked = connection.recv(4096)
            expected = asked.startswith(b"GET /healthz/ ") and b"Host: shop.example\r\n" in asked
            connection.sendall((status if expected else b"HTTP/1.1 400 Bad Request") + b"\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        done = pool.submit(answer)
        yield str(server.getsockname()[1])
        done.result()


def test_its_health_check_asks_the_web_server(app: Path, production: dict[str, str]) -> None:
    command = re.search(r"HEALTHCHECK .*CMD \[(.+)\]", DOCKERFILE)[1].replace('"', "").replace(",", "")
    with answering(b"HTTP/1.1 200 OK") as port:
        well = carry_out(command, app, {**production, "PORT": port})
    with answering(b"HTTP/1.1 503 Service Unavailable") as port:
        ill = carry_out(command, app, {**production, "PORT": port})
    gone = carry_out(command, app, {**production, "PORT": port})
    assert [(done.returncode, done.stderr) for done in (well, ill, gone)] == [(0, ""), (1, ""), (1, "")]
