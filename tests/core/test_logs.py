import logging

import pytest

from core.logs import HideSecrets


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/bestellung/kZ3vq8Hc0s2mTn5YpLrW1A/", "/bestellung/…/"),
        ("/download/8fQx2LmVt0cRzYb7NwKd3A/neu/", "/download/…/neu/"),
        ("/datei/8fQx2LmVt0cRzYb7NwKd3A/", "/datei/…/"),
        ("/zahlen/8fQx2LmVt0cRzYb7NwKd3A/", "/zahlen/…/"),
        ("/kasse/?a=E-1001", "/kasse/?a=E-1001"),
    ],
)
def test_links_that_open_something_stay_out_of_the_log(path: str, shown: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
    HideSecrets().filter(record)
    assert record.getMessage() == f"Not Found: {shown}"
