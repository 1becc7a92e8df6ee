from mailing.models.channel import MailChannel
from mailing.models.message import Message, MessageAttachment
from mailing.models.template import MailTemplate

__all__ = ["MailChannel", "MailTemplate", "Message", "MessageAttachment"]
