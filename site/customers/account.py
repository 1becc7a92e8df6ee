"""What the customer area shows of the person."""

from typing import Any

from django.http import HttpRequest

from customers.selectors import access_person


def details(request: HttpRequest) -> dict[str, Any] | None:
    person = access_person(request.user)
    return {"person": person} if person else None
