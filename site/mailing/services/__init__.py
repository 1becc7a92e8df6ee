from mailing.services.forget import forget_messages
from mailing.services.operate import NotPossible, cancel_message, mark_as_sent, resend_message
from mailing.services.queue import queue_mail, queue_rendered
from mailing.services.send import send_due
from mailing.services.templates import restore_default, save_template, send_test

__all__ = [
    "NotPossible",
    "cancel_message",
    "forget_messages",
    "mark_as_sent",
    "queue_mail",
    "queue_rendered",
    "resend_message",
    "restore_default",
    "save_template",
    "send_due",
    "send_test",
]
