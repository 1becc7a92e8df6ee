from typing import Any

from django.core.management.base import BaseCommand

from shop.shelving import relist_all


class Command(BaseCommand):
    help = "Make the rows that lists, filters and cards read anew from pages and articles."

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"{relist_all()} titles")
