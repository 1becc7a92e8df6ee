"""Buyers and a clerk over real HTTP. They behave as people do: when a page does not come, they load it again."""

import http.client
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from tests.sandbox.process import Answer, StayHere
from tests.support.stack import Stack
from website.demo.load import LOGINS

PATIENCE = 120
BOOKS = ("E-1001", "E-1002", "E-1003")


class Visitor:
    """A browser without a screen. Errors of the server go to `shocks`: nobody should ever meet one."""

    def __init__(self, site: Stack, shocks: list[str]) -> None:
        self.site = site
        self._shocks = shocks
        self._opener = build_opener(ProxyHandler({}), StayHere, HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        """Sent again as it is when no answer comes, as a reload does."""
        return self._ask("POST", path, urlencode(fields).encode())

    def _ask(self, method: str, path: str, data: bytes | None = None) -> Answer:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(method, path, data)
            except (OSError, http.client.HTTPException) as error:
                if time.monotonic() > end:
                    raise TimeoutError(f"{method} {path} was not answered for {PATIENCE} seconds") from error
                time.sleep(0.2)

    def _once(self, method: str, path: str, data: bytes | None) -> Answer:
        headers = {"Referer": self.site.url + "/", "Origin": self.site.url}
        request = Request(self.site.url + path, data, headers, method=method)
        try:
            with self._opener.open(request, timeout=60) as found:
                return Answer(found.status, found.headers, found.read())
        except HTTPError as error:
            with error:
                answer = Answer(error.code, error.headers, error.read())
        if answer.status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
            self._shocks.append(f"500 for {method} {path.split('?', maxsplit=1)[0]}")
        return answer


@dataclass
class Plan:
    """What a buyer is going to do. `outcome` is what PayPal's payer, or the bank, does."""

    email: str
    book: str
    method: str
    outcome: str
    comes_back: bool

    @classmethod
    def drawn(cls, number: int, dice: random.Random) -> "Plan":
        method = dice.choices(["paypal", "transfer"], [3, 1])[0]
        outcomes = {
            "paypal": (["pay", "pending", "decline", "leave"], [14, 2, 2, 2]),
            "transfer": (["pay", "leave"], [4, 1]),
        }[method]
        reader = (
            dice.randrange(max(1, number // 2)) if dice.random() < 0.25 else number
        )  # some come again, even at once
        return cls(
            email=f"chaos{reader}@post.example",
            book=dice.choice(BOOKS),
            method=method,
            outcome=dice.choices(*outcomes)[0],
            comes_back=dice.random() < 0.75,
        )


@dataclass
class Buyer(Visitor):
    site: Stack
    plan: Plan
    shocks: list[str]
    tell_clerk: Callable[[str], None]

    def __post_init__(self) -> None:
        super().__init__(self.site, self.shocks)

    def buy(self) -> None:
        self._think()
        address = self._order()
        if self.plan.method == "transfer":
            self._transfer(address)
            return
        token = self._paypal_token(address)
        if token and self.plan.outcome != "leave":
            self._think()
            order = self.site.sandbox.approve(token, self.plan.outcome)
            if self.plan.comes_back:
                self.get(_path(order["context"]["return_url"]))

    def _think(self) -> None:
        time.sleep(random.uniform(0, 2))

    def _order(self) -> str:
        """Where the till sends the buyer."""
        till = f"/kasse/?a={self.plan.book}"
        entries = order_entries(self.get(till).text, email=self.plan.email, method=self.plan.method)
        answer = self.post(till, **entries)
        if answer.status != http.HTTPStatus.SEE_OTHER:
            raise AssertionError(f"the till answered {answer.status}:\n{answer.text}")
        return str(answer.headers["Location"])

    def _paypal_token(self, address: str) -> str:
        """PayPal's order. While PayPal does not answer, the buyer tries again from the order's page."""
        for pause in (0.2, 0.5, 1, 2, 4):
            if "/checkoutnow" in address:
                return parse_qs(urlsplit(address).query)["token"][0]
            time.sleep(pause)
            page = _path(address)
            fields = inputs(self.get(page).text)
            if "csrfmiddlewaretoken" in fields:
                again = self.post(
                    f"{page}bezahlen/", csrfmiddlewaretoken=fields["csrfmiddlewaretoken"], method="paypal"
                )
                address = str(again.headers["Location"] or address)
        return ""

    def _transfer(self, address: str) -> None:
        number = re.search(r"B-\d{4}-\d{6}", self.get(_path(address)).text)
        assert number, "the order's page shows its number"
        if self.plan.outcome == "pay":
            self.tell_clerk(number.group())


class Clerk(Visitor):
    """Books the transfers that are on the account."""

    def log_in(self) -> None:
        login = LOGINS[0]
        door = "/konto/login/?next=/admin/"
        token = inputs(self.get(door).text)["csrfmiddlewaretoken"]
        answer = self.post(door, csrfmiddlewaretoken=token, login=login.email, password=login.password)
        assert answer.status == http.HTTPStatus.FOUND, answer.text

    def book(self, number: str) -> None:
        claim = self._follow(f"/admin/forderungen/?q={number}", r'href="(/admin/forderungen/inspect/\d+/)"')
        form = self._follow(claim, r'href="([^"]*/eingang/)"')
        fields = inputs(self.get(form).text)
        names = ("csrfmiddlewaretoken", "amount", "received_on", "seen")
        self.post(form, **{name: fields[name] for name in names})

    def _follow(self, page: str, link: str) -> str:
        found = re.search(link, self.get(page).text)
        assert found, f"no {link} on {page}"
        return found[1]


def order_entries(till: str, *, email: str, method: str) -> dict[str, str]:
    """What the form of the till sends: its hidden fields, and what a buyer enters."""
    fields = inputs(till)
    hidden = {name: fields[name] for name in ("key", "seen_gross", "csrfmiddlewaretoken")}
    name = {"given_name": "Erika", "family_name": "Leserin", "country": "DE"}
    return {**hidden, **name, "email": email, "method": method, "waiver": "on"}


def inputs(page: str) -> dict[str, str]:
    """Names and values of the fields of a page."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in attributes:
            found.setdefault(attributes["name"], attributes.get("value", ""))
    return found


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
