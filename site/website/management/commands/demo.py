from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from website.demo.brands import BRANDS
from website.demo.load import LOGINS, load


class Command(BaseCommand):
    help = "Load the demo content: a small publisher with its shop. Refused in production: its passwords are known."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--brand", choices=sorted(BRANDS), default="", help="put on the look of this house: settings, nothing else"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has known passwords: it is not for production.")
        load(options["brand"])
        for login in LOGINS:
            role = login.role or "alle Rechte"
            self.stdout.write(f"{role:<14} {login.email:<32} {login.password}")
