import json
import logging
import sys

import pytest

from core.logs import Json, Line, about


def record_of(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)


def failed_with(message: str) -> logging.LogRecord:
    record = record_of("step did not succeed")
    try:
        raise ValueError(message)
    except ValueError:
        record.exc_info = sys.exc_info()
    return record


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/bestellung/kZ3vq8Hc0s2mTn5YpLrW1A/", "/bestellung/…/"),
        ("/download/8fQx2LmVt0cRzYb7NwKd3A/neu/", "/download/…/neu/"),
        ("/datei/8fQx2LmVt0cRzYb7NwKd3A/", "/datei/…/"),
        ("/zahlen/8fQx2LmVt0cRzYb7NwKd3A/", "/zahlen/…/"),
        ("/widerruf/8fQx2LmVt0cRzYb7NwKd3A/", "/widerruf/…/"),
        ("/konto/confirm-email/MQ:1vMZ5b:x8-z/", "/konto/confirm-email/…/"),
        ("/konto/password/reset/key/1-cz5x8k/", "/konto/password/reset/key/…/"),
        ("/kasse/?a=E-1001", "/kasse/?a=E-1001"),
    ],
)
def test_links_that_open_something_stay_out_of_the_log(path: str, shown: str) -> None:
    record = record_of("Not Found: %s", path)
    assert Line().format(record).endswith(f"Not Found: {shown}")
    assert json.loads(Json().format(record))["message"] == f"Not Found: {shown}"


@pytest.mark.parametrize("formatter", [Line(), Json()])
def test_personal_data_stay_out_of_the_log(formatter: logging.Formatter) -> None:
    problem = "duplicate key\nDETAIL:  Key (email)=(erika@example.org) already exists.\nto <max.m+x@mail.example.com>"
    line = formatter.format(failed_with(problem))
    assert "duplicate key" in line
    assert "erika" not in line
    assert "mail.example" not in line
    assert "already exists" not in line


def test_a_line_for_programs_is_one_object_with_the_ids_of_what_it_is_about() -> None:
    with about(request_id="a1"), about(run=7, step="invoice"):
        told = json.loads(Json().format(failed_with("no seller")))
    assert (told["level"], told["logger"], told["message"]) == ("warning", "django.request", "step did not succeed")
    assert (told["request_id"], told["run"], told["step"]) == ("a1", 7, "invoice")
    assert told["error"].endswith("ValueError: no seller")
    assert told["time"].endswith("+00:00")
    assert "run" not in json.loads(Json().format(record_of("outside")))
