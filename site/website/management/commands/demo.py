from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from website.demo.load import LOGINS, load


class Command(BaseCommand):
    help = "Load the demo content: a small publisher with three ebooks. Refused in production: its passwords are known."

    def handle(self, *args: object, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has known passwords: it is not for production.")
        load()
        for login in LOGINS:
            role = login.role or "alle Rechte"
            self.stdout.write(f"{role:<14} {login.email:<32} {login.password}")
