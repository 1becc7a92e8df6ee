from sandbox.context import Sandbox
from sandbox.web import Request

HOURS = 3600
DAYS = 86400


def key_of(request: Request) -> str:
    return request.header("PayPal-Request-Id")


def earlier(app: Sandbox, request: Request, *, lifetime: int) -> str | None:
    """The id of what the same key made before, as long as PayPal remembers keys."""
    found = app.store.row(
        "SELECT document_id FROM idempotency WHERE method = ? AND path = ? AND key = ? AND at > ?",
        request.method,
        request.path,
        key_of(request),
        app.clock.now() - lifetime,
    )
    return found["document_id"] if found else None


def remember(app: Sandbox, request: Request, document_id: str) -> None:
    """Called in the transaction that makes the document, so that a crash loses both or none."""
    if key_of(request):
        app.store.execute(
            "INSERT OR REPLACE INTO idempotency (method, path, key, document_id, at) VALUES (?, ?, ?, ?, ?)",
            request.method,
            request.path,
            key_of(request),
            document_id,
            app.clock.now(),
        )
