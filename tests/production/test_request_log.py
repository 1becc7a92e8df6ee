"""One line per request: who asked is not in it."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client

from core import duties
from shop.tokens import order_path
from tests.factories import a_company, a_placed_order
from tests.support.log_lines import Lines, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[Lines]:
    with reading() as told:
        yield told


def of_requests(lines: Lines) -> Lines:
    return [line for line in lines if line["logger"] == "core.requests"]


def test_a_request_leaves_one_line_with_an_id_that_the_answer_tells(client: Client, lines: Lines) -> None:
    answer = client.get("/gibt-es-nicht/?email=erika@example.org")
    [line] = of_requests(lines)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/gibt-es-nicht/", 404)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert isinstance(line["ms"], int)
    assert "erika" not in json.dumps(lines)


def test_the_id_that_a_proxy_has_given_is_kept(client: Client, lines: Lines) -> None:
    given = "7f3a9c0011aa22bb"
    assert client.get("/healthz/", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    client.get("/kasse/", headers={"X-Request-ID": given})
    assert of_requests(lines)[0]["request_id"] == given


@pytest.mark.parametrize("given", ["short", "x" * 65, 'a"b\\c{}defgh', "ümlaute-sind-keine"])
def test_an_id_that_could_be_anything_is_replaced(client: Client, given: str) -> None:
    made = client.get("/healthz/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert len(made) == 32


def test_the_secret_of_an_order_is_not_in_its_lines(client: Client, lines: Lines) -> None:
    a_company()
    path = order_path(a_placed_order())
    assert client.get(path).status_code == 200
    assert [line["path"] for line in of_requests(lines)] == ["/bestellung/…/"]
    assert path.split("/")[2] not in json.dumps(lines)


def test_health_is_asked_too_often_to_be_told(client: Client, lines: Lines) -> None:
    client.get("/healthz/")
    assert of_requests(lines) == []


def test_lines_of_a_duty_carry_its_name(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("out of paper")

    monkeypatch.setitem(duties._duties, "print", duties.Duty("print", "Print", 1, fail))
    duties.run("print")
    [line] = [line for line in lines if line["level"] == "error"]
    assert line["duty"] == "print"
    assert "out of paper" in str(line["error"])
