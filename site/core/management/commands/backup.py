from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import backups
from core.dumps import DumpError


class Command(BaseCommand):
    help = "Copy database, public and private files into a new folder, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="must not exist yet")

    def handle(self, *, folder: Path, **options: object) -> None:
        try:
            manifest = backups.make(folder.resolve())
        except (backups.BackupError, DumpError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(manifest.files)} files in {folder}. Keep SECRET_KEY, too: it is not among them.")
