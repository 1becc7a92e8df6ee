"""The rows of the settings: written after each migration, so that no visitor's GET has to."""

from typing import Any

from django.apps import apps

from cms.models.base import HouseSetting


def write_settings(**_: Any) -> None:
    for model in apps.get_models():
        if issubclass(model, HouseSetting):
            model.load()
