import logging
import os
import signal
import sys
import threading

from sandbox.context import Checker, Sandbox
from sandbox.paypal import signing
from sandbox.paypal.delivery import Delivery
from sandbox.server import Server
from sandbox.settings import Settings, from_environment
from sandbox.smtp import MailServer
from sandbox.store import Store


def main() -> None:
    logging.basicConfig(level=os.environ.get("SANDBOX_LOG", "WARNING"), format="sandbox %(levelname)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    settings = from_environment()
    store = Store(settings.database)
    signing.ensure_key(store)
    run(Sandbox(settings, store, _contract(settings, store)))


def run(app: Sandbox) -> None:
    server, mail, delivery = Server(app), MailServer(app), Delivery(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _end(app, server))
    mail.start()
    delivery.start()
    sys.stdout.write(f"Sandbox: {app.settings.url} (mail on port {app.settings.smtp_port})\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.2)
    server.server_close()
    delivery.stop()
    mail.stop()


def _end(app: Sandbox, server: Server) -> None:
    app.stopping.set()
    threading.Thread(target=server.shutdown).start()


def _contract(settings: Settings, store: Store) -> Checker | None:
    if settings.contract is None:
        return None
    # A test dependency: only needed, and only present, where the contract is checked.
    from sandbox.contract import Contract  # noqa: PLC0415

    return Contract(settings.contract, store)


if __name__ == "__main__":
    main()
