from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from core.admin import ChangeOnlyPolicy
from core.home import TodayPanel
from core.models import NumberSeries
from core.viewsets import NumberSeriesViewSet

register_permission_policy(NumberSeries, ChangeOnlyPolicy(NumberSeries))


@hooks.register("register_admin_viewset")
def register_number_series() -> NumberSeriesViewSet:
    return NumberSeriesViewSet()


@hooks.register("construct_homepage_panels")
def show_what_waits_today(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, TodayPanel())


@hooks.register("insert_global_admin_css")
def office_styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/core-admin.css"))
