from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, with our rules about who may do what with a login."""

    user_viewset = "accounts.viewsets.StaffViewSet"

    def ready(self) -> None:
        from django.contrib.auth.models import Group  # noqa: PLC0415 -- app ready
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415 -- app ready

        from accounts.models import User  # noqa: PLC0415 -- app ready
        from core.admin import KeepPolicy  # noqa: PLC0415 -- app ready

        register_permission_policy(User, KeepPolicy(User))
        register_permission_policy(Group)
