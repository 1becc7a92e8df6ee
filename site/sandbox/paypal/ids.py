import secrets

LETTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXY"
PAYER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def _draw(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def new_id() -> str:
    return _draw(LETTERS, 17)


def new_event_id() -> str:
    return f"WH-{new_id()}-{new_id()}"


def new_payer_id() -> str:
    return _draw(PAYER_LETTERS, 13)
