"""What is done to many rows of a list at once: chosen, shown, then done by one call of a service."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.views.bulk_action import BulkAction


class ServiceAction(BulkAction):
    """`form_valid` calls the service; Wagtail's own way of one object after the other is not gone."""

    aria_label: Any = ""
    title: ClassVar[Any]
    consequence: ClassVar[Any] = ""
    permission: ClassVar[str] = ""

    def check_perm(self, obj: Any) -> bool:
        return bool(self.request.user.has_perm(self.permission))

    @classmethod
    def rows(cls, ids: list[int]) -> "QuerySet[Any]":
        raise NotImplementedError

    @classmethod
    def get_queryset(cls, model: Any, object_ids: list[str]) -> list[Any]:
        """Anything but numbers is nobody's choice."""
        return list(cls.rows([int(pk) for pk in object_ids if pk.isdecimal() and len(pk) < 19]))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[str]:
        """Our lists offer what stands on the leaf, not everything there is."""
        raise Http404
