"""The rows of the settings and number series: written after each migration, so that no visitor's GET has to."""

from typing import Any

from django.apps import apps

from cms.models.base import HouseSetting
from core.numbers import begin_all


def write_settings(**_: Any) -> None:
    for model in apps.get_models():
        if issubclass(model, HouseSetting):
            model.load()
    begin_all()
