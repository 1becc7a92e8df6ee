from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import facts
from accounts.models import User
from core import bus, protocol
from core.transactions import joining


@joining()
def find_or_invite_user(*, email: str, given_name: str, family_name: str) -> tuple[User, bool]:
    """The login of this address, or a new one in state "invited". (user, created).

    An existing login is left as it is: typing an address proves nothing (P5.04).
    """
    email = email.lower()
    existing = User.objects.filter(email=email).first()
    if existing:
        return existing, False
    user = User.objects.create_user(
        email, first_name=given_name[:150], last_name=family_name[:150], state=User.State.INVITED
    )
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    protocol.record("user.invited", obj=user)
    return user, True


@transaction.atomic
def activate_user(*, user_id: int) -> None:
    """The person has shown that the address is theirs (a link sent to it was followed). Idempotent."""
    user = User.objects.select_for_update().get(pk=user_id)
    EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
    if user.state == User.State.ACTIVE:
        return
    user.state = User.State.ACTIVE
    user.save(update_fields=["state"])
    protocol.record("user.activated", obj=user, actor=user, changes={"state": ["invited", "active"]})
    bus.emit(facts.USER_ACTIVATED, subject=user)


@transaction.atomic
def tell_new_address(*, user_id: int) -> None:
    """The login has another, proven address. It stands in `user.email`, and not in the fact."""
    user = User.objects.get(pk=user_id)
    protocol.record("user.address_changed", obj=user, actor=user)
    bus.emit(facts.USER_ADDRESS_CHANGED, subject=user)
