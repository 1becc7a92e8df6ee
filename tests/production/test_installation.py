"""The steps of docs/betrieb.md for a machine without containers, in a folder that stands for a fresh Debian.

Of what they call only file tools, envsubst and nginx are real; the others look whether what they are given is there.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.environment import ROOT, WORKER, run_folder
from tests.support.ports import free_port
from tests.support.programs import find
from tests.support.proxy import MAIN, write_certificate

pytestmark = pytest.mark.once

CHAPTER = re.compile(r"^## Einrichten mit systemd\n(.+?)^## ", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```\n(.+?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"(?<![\w/])/(?=etc/|var/|opt/)")
# What is there from the beginning, and what comes with a package: folders, and commands with what they do here.
FOLDERS = ("etc/systemd/system", "opt", "var/backups", "var/lib")
FILE_TOOLS = ("cp", "ls", "mkdir")
SYSTEM = {
    "apt-get": 'shift; for package in "$@"; do cp -r "$DEBIAN/packages/$package/." "$DEBIAN"; done',
    "install": """
        for argument in "$@"; do
            shift
            case $argument in
                --owner|--group) skip=1;;
                *) if [ "$skip" ]; then skip=; else set -- "$@" "$argument"; fi;;
            esac
        done
        exec /usr/bin/install "$@"
    """,
    "runuser": '[ "$1 $2 $3" = "-u postgres --" ]; type "$4"',
    "systemctl": """
        for unit in "$@"; do case $unit in kontor-*.timer) ls "$DEBIAN/etc/systemd/system/$unit";;
            kontor-*) ls "$DEBIAN/etc/systemd/system/$unit.service";; esac; done
    """,
    "systemd-run": """
        for option in "$@"; do case $option in *=EnvironmentFile=*) [ -s "${option##*=}" ];;
            --working-directory=*) [ -f "${option#*=}/manage.py" ];; esac; done
        echo "${@:(-2)}"
    """,
    "useradd": "",
    "usermod": "",
}
PACKAGES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "certbot": (
        (),
        {
            "certbot": """
                while [ $# -gt 0 ]; do
                    case $1 in --domain) host=$2;; --webroot-path) [ -d "$2" ];; esac; shift
                done
                mkdir -p "$DEBIAN/etc/letsencrypt/live"
                cp -r "$DEBIAN/tls" "$DEBIAN/etc/letsencrypt/live/$host"
            """
        },
    ),
    "gettext-base": ((), {"envsubst": 'exec /usr/bin/envsubst "$@"'}),
    "git": ((), {"git": 'cp -r "$DEBIAN/checkout" "$3"'}),
    "nginx": (
        ("etc/nginx/conf.d", "var/lib/nginx", "var/www/html"),
        {"nginx": 'exec "$PROGRAM" "$@" -q -e stderr -p "$DEBIAN" -c nginx.conf'},
    ),
    "postgresql": ((), {"createuser": "", "createdb": ""}),
    "redis-server": ((), {}),
}


def add_commands(folder: Path, commands: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, does in commands.items():
        folder.joinpath(name).write_text(f"#!/bin/bash\nset -e\n{does}\n", encoding="utf-8")
        folder.joinpath(name).chmod(0o755)


def fresh_debian(root: Path) -> None:
    for place in (*FOLDERS, *(f"temp/{name}" for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi")), "tls"):
        root.joinpath(place).mkdir(parents=True)
    add_commands(root / "bin", SYSTEM | {name: f'exec /bin/{name} "$@"' for name in FILE_TOOLS})
    for package, (folders, commands) in PACKAGES.items():
        add_commands(root / "packages" / package / "bin", commands)
        for folder in folders:
            root.joinpath("packages", package, folder).mkdir(parents=True)
    add_commands(root / "checkout" / "bin", {"setup": ""})
    shutil.copytree(ROOT / "deploy", root / "checkout" / "deploy")
    shutil.copy(ROOT / "manage.py", root / "checkout")
    write_certificate(root / "tls")
    root.joinpath("nginx.conf").write_text(MAIN.replace("site.conf", "etc/nginx/conf.d/*.conf"), encoding="utf-8")


def script(root: Path) -> str:
    """All blocks of the chapter, one after the other; the one that is no command is what goes into the file."""
    chapter = CHAPTER.search(ROOT.joinpath("docs", "betrieb.md").read_text(encoding="utf-8"))
    assert chapter
    text = chapter[1].replace("<Adresse des Projekts>", "https://git.example/kontor")
    text = re.sub(r"(KONTOR_HTTPS?)=\d+", lambda found: f"{found[1]}={free_port()}", text)
    blocks = [
        f"cp /dev/stdin /etc/kontor/env <<'END'\n{block}END\n" if block.startswith("SITE_URL=") else block
        for block in BLOCK.findall(text)
    ]
    return PLACE.sub(f"{root}/", "".join(blocks))


@dataclass(frozen=True)
class Installed:
    root: Path
    code: int
    said: str


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    root = run_folder() / f"debian_{WORKER}"
    fresh_debian(root)
    environment = {"PATH": str(root / "bin"), "DEBIAN": str(root), "PROGRAM": find("nginx", "nginx-light")}
    command = ["/bin/bash", "-euo", "pipefail", "-c", script(root)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    yield Installed(root, done.returncode, done.stdout + done.stderr)
    shutil.rmtree(root)


def test_all_steps_can_be_carried_out_on_a_fresh_machine(installed: Installed) -> None:
    assert installed.code == 0, installed.said
    for command in ("manage.py migrate", "collectstatic --no-input", "manage.py createsuperuser"):
        assert command in installed.said
    assert installed.root.joinpath("etc/kontor/env").stat().st_mode & 0o077 == 0


def test_nginx_may_read_the_proofs_that_certbot_lays_down(installed: Installed) -> None:
    text = installed.root.joinpath("etc/nginx/conf.d/kontor.conf").read_text(encoding="utf-8")
    proofs = re.search(r"acme-challenge/ \{\s+root (\S+);", text)
    assert proofs
    folder = Path(proofs[1])
    ways = [folder, *(parent for parent in folder.parents if parent.is_relative_to(installed.root))]
    assert all(way.stat().st_mode & 0o001 for way in ways)
    assert "${" not in text
