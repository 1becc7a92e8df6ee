import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from website.roles import EDITOR


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("redaktion@example.org", "a long password")
    user.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(user)
    return client
