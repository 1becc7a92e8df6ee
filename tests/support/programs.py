"""The programs that tests need, or a failure that names the package to install."""

import shutil
from pathlib import Path


class MissingPackage(Exception):
    def __init__(self, program: str, package: str) -> None:
        super().__init__(f"{program} is missing: install the package {package} (`bin/setup tests` does it as root)")


def find(program: str, package: str) -> str:
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin")  # out of sight for users of Debian
    if path is None:
        raise MissingPackage(program, package)
    return path


def postgres_programs() -> Path:
    """The folder with `initdb` and `postgres`; Debian keeps it out of the search path."""
    if versions := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])):
        return versions[-1].parent
    return Path(find("initdb", "postgresql")).resolve().parent
