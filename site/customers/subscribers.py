"""What people do when something has happened to their login."""

from core.bus import EventData, subscribe
from customers.services.people import follow_login


@subscribe("user.address_changed", in_transaction=True)
def on_address_changed(event: EventData) -> None:
    follow_login(user_id=int(event.subject_id))
