import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage

import pytest

from tests.sandbox.process import Sandbox
from tests.support.ports import wait_until


def letter(to: str = "erika@example.com") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Kontor Verlag <shop@kontor.example>"
    mail["To"] = to
    mail["Subject"] = "Ihre Bestellung – „Wälder“"
    mail["Message-ID"] = "<order-1@kontor.example>"
    mail.set_content("Guten Tag, 19,90 €.")
    mail.add_alternative('<p>Guten Tag</p><a href="http://shop.example/d/">Laden</a><script>x()</script>', "html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Rechnung ä.pdf")
    return mail


def send(sandbox: Sandbox, mail: EmailMessage | None = None, timeout: float = 10) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=timeout) as line:
        line.send_message(mail or letter())


def send_in_vain(sandbox: Sandbox) -> None:
    with suppress(OSError, smtplib.SMTPException):
        send(sandbox)


def test_mail_is_kept_and_told(sandbox: Sandbox) -> None:
    send(sandbox)
    (mail,) = sandbox.mails()
    assert mail["to"] == ["erika@example.com"]
    assert mail["subject"] == "Ihre Bestellung – „Wälder“"
    assert mail["message_id"] == "<order-1@kontor.example>"
    assert mail["text"].strip() == "Guten Tag, 19,90 €."
    assert "Laden" in mail["html"]
    assert mail["attachments"] == ["Rechnung ä.pdf"]


def test_mails_come_newest_first_and_by_recipient(sandbox: Sandbox) -> None:
    send(sandbox, letter("a@example.com"))
    send(sandbox, letter("b@example.com"))
    assert [mail["to"] for mail in sandbox.mails()] == [["b@example.com"], ["a@example.com"]]
    assert [mail["to"] for mail in sandbox.mails("A@example.com")] == [["a@example.com"]]
    page = sandbox.get("/mail/").text
    assert page.index("b@example.com") < page.index("a@example.com")
    sandbox.clear_mails()
    assert sandbox.mails() == []


def test_mail_page_shows_all_parts_without_running_them(sandbox: Sandbox) -> None:
    send(sandbox)
    number = sandbox.mails()[0]["id"]
    page, html = sandbox.get(f"/mail/{number}/").text, sandbox.get(f"/mail/{number}/html")
    assert "Ihre Bestellung – „Wälder“" in page
    assert "Guten Tag, 19,90 €." in page
    assert '<iframe title="Mail als HTML"' in page
    assert html.headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert "script-src" not in html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]
    assert '<base target="_blank">' in html.text


def test_attachment_can_be_saved(sandbox: Sandbox) -> None:
    send(sandbox)
    number = sandbox.mails()[0]["id"]
    found = sandbox.get(f"/mail/{number}/part/4")
    assert found.raw == b"%PDF-1.7"
    assert found.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Rechnung%20%C3%A4.pdf"


def test_refused_recipient_is_a_permanent_error(sandbox: Sandbox) -> None:
    sandbox.smtp_fault("refuse_recipient", match="erika@")
    send(sandbox, letter("b@example.com"))
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(sandbox)
    assert caught.value.recipients["erika@example.com"][0] == 550
    send(sandbox)
    assert len(sandbox.mails()) == 2


def test_busy_server_asks_to_come_again(sandbox: Sandbox) -> None:
    sandbox.smtp_fault("421")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        send(sandbox)
    assert caught.value.recipients["erika@example.com"][0] == 421
    send(sandbox)
    assert len(sandbox.mails()) == 1


def test_line_dropped_after_data_has_taken_the_mail(sandbox: Sandbox) -> None:
    sandbox.smtp_fault("drop_after_data", match="erika")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sandbox)
    assert [mail["message_id"] for mail in sandbox.mails()] == ["<order-1@kontor.example>"]


def test_hanging_server_takes_nothing(sandbox: Sandbox) -> None:
    sandbox.smtp_fault("hang", seconds=2)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(sandbox, timeout=0.3)
    assert sandbox.mails() == []
    send(sandbox)


def test_dead_server_greets_nobody(sandbox: Sandbox) -> None:
    sandbox.smtp_fault("down", times=100)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(sandbox)
    sandbox.smtp_fault("none")
    send(sandbox)
    assert len(sandbox.mails()) == 1


def test_mails_survive_a_kill(own_sandbox: Callable[..., Sandbox]) -> None:
    sandbox = own_sandbox()
    send(sandbox)
    sandbox.kill()
    sandbox.start()
    assert len(sandbox.mails()) == 1


def test_shutdown_does_not_wait_for_hanging_mails(own_sandbox: Callable[..., Sandbox]) -> None:
    sandbox = own_sandbox()
    sandbox.smtp_fault("hang", seconds=60)
    hanging = threading.Thread(target=send_in_vain, args=(sandbox,))
    hanging.start()
    wait_until(lambda: sandbox.state()["smtp_faults"] == [], "the mail hangs")
    assert sandbox.stop() == 0
    hanging.join()
