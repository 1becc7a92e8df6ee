from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import backups
from core.dumps import DumpError


class Command(BaseCommand):
    help = "Check a backup and put it in place of the site. Stop web server and worker before."
    requires_system_checks: list[str] = []  # the database may be empty

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--force", action="store_true", help="give up what the site holds now")

    def handle(self, *, folder: Path, force: bool, **options: object) -> None:
        try:
            manifest = backups.restore(folder.resolve(), force=force)
        except (backups.BackupError, DumpError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored as it was at {manifest.made_at}: {len(manifest.files)} files.")
        if not backups.has_our_key(manifest):
            self.stderr.write("SECRET_KEY is another one than then: links that were mailed and second factors fail.")
