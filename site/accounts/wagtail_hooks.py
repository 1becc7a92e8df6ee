from wagtail import hooks
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction


def _refusing(action: type) -> type:
    """Wagtail's actions on many logins know nothing of our rules, and leave nothing in the protocol."""
    return type(action.__name__, (action,), {"check_perm": lambda self, obj: False})


for action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction):
    hooks.register("register_bulk_action", _refusing(action), order=100)
