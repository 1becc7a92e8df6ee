import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from core import protocol
from payments.models import Payment
from payments.providers.base import BadWebhookError, ProviderError, TemporaryError
from payments.services import store_webhook, sync

logger = logging.getLogger(__name__)

MAX_WEBHOOK_BYTES = 256 * 1024


class SeeOther(HttpResponseRedirect):
    status_code = 303


@csrf_exempt
@require_POST
def paypal_webhook(request: HttpRequest) -> HttpResponse:
    """Checked, stored, answered; followed later. Anything but 200 has PayPal send it again."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_WEBHOOK_BYTES:
        return HttpResponse(status=413)
    try:
        store_webhook(provider="paypal", raw=request.body, headers=request.headers)
    except BadWebhookError as error:
        logger.warning("webhook refused: %s", error)
        return HttpResponse(status=400)
    except TemporaryError as error:
        logger.warning("webhook not checked: %s", error)
        return HttpResponse(status=503)
    return HttpResponse()


@never_cache
@require_GET
def paypal_return(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The payer comes back. What the address says is not believed: PayPal is asked, for a bounded time."""
    payment = get_object_or_404(Payment, uuid=uuid, provider="paypal")
    try:
        with protocol.acting(None, "web"):
            sync(payment_id=payment.pk)
    except ProviderError as error:
        logger.warning("payment %s could not be asked about: %s", payment.pk, error.reason)
    return SeeOther(payment.return_path)


@never_cache
@require_GET
def paypal_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The payer has turned back; the attempt stays open, so that it can be taken up again."""
    payment = get_object_or_404(Payment, uuid=uuid, provider="paypal")
    joint = "&" if "?" in payment.return_path else "?"
    return SeeOther(f"{payment.return_path}{joint}zahlung=abgebrochen")
