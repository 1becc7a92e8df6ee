from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from core.home import TodayPanel


@hooks.register("construct_homepage_panels")
def show_what_waits_today(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, TodayPanel())
