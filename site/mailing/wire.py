"""A message row as the bytes that go over the wire: with the same Message-ID and date at each attempt."""

from email.utils import format_datetime, formataddr, parseaddr

from django.core.mail import EmailMultiAlternatives

from mailing.models import Message


def envelope_sender(message: Message) -> str:
    return parseaddr(message.headers["From"])[1]


def as_bytes(message: Message) -> bytes:
    headers = {name: value for name, value in message.headers.items() if name != "From"}
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=message.headers["From"],
        to=[formataddr((message.to_name, message.to_email))],
        headers={**headers, "Message-ID": message.message_id, "Date": format_datetime(message.created_at)},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments.select_related("document").order_by("id"):
        mail.attach(attachment.name, bytes(attachment.document.data), attachment.document.content_type)
    return mail.message().as_bytes()
