from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core.numbers import prefix_all


class Command(BaseCommand):
    help = "Put something before the numbers of all series from now on: no number is given out twice after a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix")

    def handle(self, *, prefix: str, **options: object) -> None:
        try:
            patterns = prefix_all(prefix=prefix)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("\n".join(patterns))
