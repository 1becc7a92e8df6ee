"""What waits for staff."""

from django.urls import reverse

from payments.models import Payment, WebhookEvent


def payments_in_doubt() -> tuple[int, str]:
    state = Payment.State.UNCLEAR
    return Payment.objects.filter(state=state).count(), f"{reverse('payments_office:index')}?state={state}"


def webhooks_unmatched() -> tuple[int, str]:
    state = WebhookEvent.State.UNMATCHED
    return WebhookEvent.objects.filter(state=state).count(), f"{reverse('webhooks_office:index')}?state={state}"
