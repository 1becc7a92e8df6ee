"""The Nu HTML checker, an independent judge of pages: one start for all of them."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.support.environment import ROOT
from tests.support.programs import find

JAR = ROOT / ".cache/npm/vnu-jar/node_modules/vnu-jar/build/dist/vnu.jar"
# A short run is over before thorough compiling and collecting on all cores would pay.
JAVA = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def complaints(pages: Mapping[str, str]) -> list[str]:
    """About pages, by name."""
    if not pages:
        return []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in pages.items():
            Path(folder, f"{name}.html").write_text(text, encoding="utf-8")
        command = [find("java", "default-jre-headless"), *JAVA, "-jar", str(JAR), "--stdout", "--exit-zero-always"]
        command += ["--errors-only", "--format", "json", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [_told(message) for message in json.loads(done.stdout)["messages"]]


def _told(message: dict[str, str]) -> str:
    place = f"{Path(message.get('url', '')).stem}:{message.get('lastLine', '')}"
    return f"{place}: {message['message']} {message.get('extract', '').strip()}"
