#!/usr/bin/env python
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]  # `site/` holds packages; it is not one (the stdlib has a module `site`)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from core.loading import loading  # noqa: PLC0415 -- the path comes first

    with loading():
        import django  # noqa: PLC0415
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        django.setup()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
