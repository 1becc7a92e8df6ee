"""The back office of customers."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import a_company, a_placed_order

pytestmark = pytest.mark.django_db


def test_a_customers_screen_tells_the_history_of_the_customer_and_of_the_person(client: Client) -> None:
    a_company()
    customer = a_placed_order().customer
    client.force_login(User.objects.create_superuser("boss@example.org"))
    page = client.get(reverse("customers_office:inspect", args=[customer.pk]))
    told = {entry.action for entry in page.context["history"]}
    assert {"customer.created", "person.created"} <= told
    assert "Kunde angelegt" in page.text
