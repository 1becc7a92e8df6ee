from django.db import models


class MailChannel(models.Model):
    """The way out. When the mail server does not answer, all mails wait here instead of each failing by itself."""

    name = models.CharField(max_length=20, primary_key=True)
    paused_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
