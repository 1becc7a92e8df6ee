from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class LoginPolicy(ModelPermissionPolicy):
    """Logins are closed, not deleted: people, orders and the protocol hang on them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return super().user_has_any_permission(user, [action for action in actions if action != "delete"])
