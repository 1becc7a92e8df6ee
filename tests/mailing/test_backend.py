"""Mail of Django, allauth and Wagtail becomes rows like any other."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.test import Client, RequestFactory
from django.utils.translation import gettext

from accounts.models import User
from core import clock
from mailing.models import Message

LOGIN_MAILS = [
    "account/email/password_reset_key",
    "account/email/unknown_account",
    "account/email/account_already_exists",
    "account/email/email_confirmation",
    "account/email/email_changed",
    "account/email/email_confirm",
    "account/email/email_deleted",
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_set",
    "mfa/email/totp_activated",
    "mfa/email/totp_deactivated",
    "mfa/email/recovery_codes_generated",
]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def test_a_plain_mail_gets_the_frame_and_is_queued_first() -> None:
    assert send_mail("Hallo", "Guten Tag <b>Erika</b>,\n\nes ist so weit.", None, ["Erika E. <e@example.com>"]) == 1
    message = Message.objects.get()
    assert (message.to_name, message.to_email) == ("Erika E.", "e@example.com")
    assert (message.category, message.priority) == ("security", 0)
    assert "Guten Tag &lt;b&gt;Erika&lt;/b&gt;," in message.html
    assert "Moos GmbH" in message.text


def test_each_recipient_gets_a_mail_of_their_own() -> None:
    EmailMessage("Hallo", "Text", to=["a@example.com"], cc=["b@example.com"], bcc=["c@example.com"]).send()
    assert sorted(Message.objects.values_list("to_email", flat=True)) == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
    ]
    assert len(set(Message.objects.values_list("effect_key", flat=True))) == 3


def test_a_finished_html_part_and_attachments_are_kept() -> None:
    mail = EmailMultiAlternatives("Hallo", "Text", to=["a@example.com"], reply_to=["editor@example.com"])
    mail.attach_alternative("<p>Fertig</p>", "text/html")
    mail.attach("notiz.txt", "Inhalt ä", "text/plain")
    mail.send()
    message = Message.objects.get()
    assert (message.text, message.html, message.headers["Reply-To"]) == ("Text", "<p>Fertig</p>", "editor@example.com")
    assert bytes(message.attachments.get().document.data).decode() == "Inhalt ä"


def test_an_address_of_our_own_below_a_label_is_a_button_and_a_foreign_one_is_not() -> None:
    own, foreign = f"{settings.SITE_URL}/konto/x/", "https://evil.example/konto/x/"
    send_mail("Hallo", f"Passwort setzen:\n{own}\n\nGewinn:\n{foreign}", None, ["a@example.com"])
    message = Message.objects.get()
    assert f'<a href="{own}"' in message.html
    assert f'<a href="{foreign}"' not in message.html


def test_a_forgotten_password_is_answered_by_mail(client: Client) -> None:
    user = User.objects.create_user("e@example.com", "old-password-1")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    host = settings.SITE_URL.split("//")[1]
    client.post("/konto/password/reset/", {"email": "e@example.com"}, headers={"host": host})
    message = Message.objects.get()
    assert (message.to_email, message.category) == ("e@example.com", "security")
    assert "/konto/password/reset/key/" in message.text
    assert 'class="button"' in message.html


def test_an_unknown_address_gets_no_link(client: Client) -> None:
    assert client.post("/konto/password/reset/", {"email": "unknown@example.com"}).status_code == 302
    assert not Message.objects.filter(text__contains="/konto/password/reset/key/").exists()


@pytest.mark.parametrize("template", LOGIN_MAILS)
def test_every_mail_of_the_login_has_words_of_ours(rf: RequestFactory, template: str) -> None:
    names = ("password_reset_url", "activate_url", "from_email", "to_email", "deleted_email", "ip", "user_agent")
    context = {"user": User(email="e@example.com"), "timestamp": clock.now(), **{name: f"<{name}>" for name in names}}
    request = rf.get("/")
    request.user = AnonymousUser()
    with request_context(request):
        get_adapter().send_mail(template, "e@example.com", context)
    message = Message.objects.get()
    assert message.subject
    assert message.text.startswith(gettext("Hello,"))
    assert gettext("Kind regards") in message.text
