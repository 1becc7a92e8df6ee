"""Who buys, what, and how: ebooks at once, goods and both together through the basket."""

import http
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

from tests.chaos.visitors import Visitor, entries, inputs, path_of
from tests.sandbox.process import Answer
from tests.support.stack import Stack

EBOOKS = ("E-1001", "E-1002", "E-1003")
GOODS = ("W-2003", "W-2004", "W-2012", "W-2002", "W-2009")  # with both tax rates, and two that are variants
HOME = {"street": "Am Teich 9", "postal_code": "17291", "city": "Prenzlau"}
Wanted = Mapping[str, int]  # article number: quantity
SOLD_OUT = re.compile("zurzeit nicht (lieferbar|geliefert werden)|sind nur noch [0-9]+ da|Jemand war schneller")


@dataclass(frozen=True)
class Plan:
    """What a buyer is going to do. `outcome` is what PayPal's payer, or the bank, does."""

    email: str
    wanted: Wanted
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
            wanted=_wanted(number, dice),
            method=method,
            outcome=dice.choices(*outcomes)[0],
            comes_back=dice.random() < 0.75,
        )

    @property
    def has_goods(self) -> bool:
        return not self.wanted.keys().isdisjoint(GOODS)


def _wanted(number: int, dice: random.Random) -> Wanted:
    """By turns an ebook, goods, and both: so a few purchases have all of them. There is a rush for one title after the
    other, and some want the next one with it."""
    titles = GOODS[(number + 9) // 12 % len(GOODS) :] + GOODS
    goods = {title: dice.choice([1, 1, 2]) for title in titles[: 2 if number % 9 == 4 else 1]}
    ebook = {dice.choice(EBOOKS): 1}
    return (ebook, goods, goods | ebook)[number % 3]


@dataclass(frozen=True)
class TurnedAway:
    """Who went without an order, since less was left than they wanted: `shown` is what could still be had then.

    `at_till`: somebody was faster while they looked at the last page.
    """

    plan: Plan
    shown: Wanted
    at_till: bool
    at: datetime

    @property
    def missing(self) -> Wanted:
        return {number: n for number, n in self.plan.wanted.items() if self.shown.get(number, 0) < n}


class Fewer(Exception):
    """Less is left than the buyer wants."""

    def __init__(self, shown: Wanted, *, at_till: bool = False) -> None:
        super().__init__(shown)
        self.shown, self.at_till = shown, at_till


@dataclass
class Buyer(Visitor):
    """`pages`: where each article is sold. `approved`: what PayPal has the payer's word for."""

    site: Stack
    plan: Plan
    pages: Mapping[str, str]
    shocks: list[str]
    turned_away: list[TurnedAway]
    approved: list[str]
    tell_clerk: Callable[[str], None]

    def __post_init__(self) -> None:
        super().__init__(self.site, self.shocks)

    def buy(self) -> None:
        self._think(2)
        try:
            address = self._order(self._at_till())
        except Fewer as fewer:
            self.turned_away.append(TurnedAway(self.plan, fewer.shown, fewer.at_till, self.site.now()))
            return
        if self.plan.method == "transfer":
            self._transfer(address)
            return
        token = self._paypal_token(address)
        if token and self.plan.outcome != "leave":
            self._think(2)
            order = self.site.sandbox.approve(token, self.plan.outcome)
            if self.plan.outcome == "pay":
                self.approved.append(token)
            if self.plan.comes_back:
                self.get(path_of(order["context"]["return_url"]))

    def _think(self, seconds: float) -> None:
        time.sleep(random.uniform(0, seconds))

    def _at_till(self) -> Answer:
        """The till with all that is wanted: at once for an ebook, else with the basket."""
        if not self.plan.has_goods:
            (ebook,) = self.plan.wanted
            return self._all_of_it(self.get(f"/kasse/?a={ebook}"))
        for number, quantity in self.plan.wanted.items():
            self._put_in(number, quantity)
        basket = self._all_of_it(self.get("/warenkorb/"))
        fields = entries(basket.text)
        lines = {name: [value for known, value in fields if known == name] for name in ("a", "n")}
        further = self.post("/warenkorb/", **lines, weiter="1")
        return self._all_of_it(self.get(path_of(further.headers["Location"])))

    def _put_in(self, number: str, quantity: int) -> None:
        page = self.get(self.pages[number])
        if not is_for_sale(number, page.text):
            others = {other: n for other, n in self.plan.wanted.items() if other != number}
            raise Fewer(self._told(others, page))
        answer = self.post("/warenkorb/legen/", a=number, n=str(quantity))
        assert answer.status == http.HTTPStatus.SEE_OTHER, answer.text

    def _all_of_it(self, answer: Answer, *, at_till: bool = False) -> Answer:
        shown, wanted = held(answer.text), self.plan.wanted
        if shown == wanted:
            return answer
        raise Fewer(self._told(shown, answer), at_till=at_till)

    def _told(self, shown: Wanted, answer: Answer) -> Wanted:
        """Nobody is turned away without a word."""
        is_page = answer.status in {http.HTTPStatus.OK, http.HTTPStatus.CONFLICT}
        is_less = all(shown[number] <= self.plan.wanted.get(number, 0) for number in shown)
        if not (is_page and is_less and SOLD_OUT.search(answer.text)):
            raise AssertionError(f"{self.plan} was shown {shown}, {answer.status}:\n{answer.text}")
        return shown

    def _order(self, till: Answer) -> str:
        """Where the till sends the buyer."""
        self._think(2)
        fields = order_entries(till.text, email=self.plan.email, method=self.plan.method)
        answer = self.post(till_address(till.text), **fields)
        if answer.status == http.HTTPStatus.SEE_OTHER:
            return str(answer.headers["Location"])
        self._all_of_it(answer, at_till=True)
        raise AssertionError(f"the till answered {answer.status}:\n{answer.text}")

    def _paypal_token(self, address: str) -> str:
        """PayPal's order. While PayPal does not answer, the buyer tries again from the order's page."""
        for pause in (0.2, 0.5, 1, 2, 4):
            if "/checkoutnow" in address:
                return parse_qs(urlsplit(address).query)["token"][0]
            time.sleep(pause)
            page = path_of(address)
            fields = inputs(self.get(page).text)
            if "csrfmiddlewaretoken" in fields:
                again = self.post(
                    f"{page}bezahlen/", csrfmiddlewaretoken=fields["csrfmiddlewaretoken"], method="paypal"
                )
                address = str(again.headers["Location"] or address)
        return ""

    def _transfer(self, address: str) -> None:
        number = re.search(r"B-\d{4}-\d{6}", self.get(path_of(address)).text)
        assert number, "the order's page shows its number"
        if self.plan.outcome == "pay":
            self.tell_clerk(number.group())


def is_for_sale(number: str, page: str) -> bool:
    """The title's page has a button for it."""
    choices = re.findall(rf'<input type="(?:hidden|radio)" name="a"[^>]* value="{number}"[^>]*>', page)
    return any("disabled" not in choice for choice in choices)


def held(page: str) -> Wanted:
    """What till or basket hold, as their page says."""
    if address := till_address(page):
        query = parse_qs(urlsplit(address).query)
        return dict(zip(query["a"], map(int, query["n"]), strict=True))
    fields = entries(page)
    numbers = [value for name, value in fields if name == "a"]
    return dict(zip(numbers, [int(value) for name, value in fields if name == "n"], strict=True))


def till_address(page: str) -> str:
    """Where the till's form goes; empty when this is not the till."""
    found = re.search(r'action="(/kasse/\?[^"]*)"', page)
    return unescape(found[1]) if found else ""


def order_entries(till: str, *, email: str, method: str) -> dict[str, str]:
    """What the form of the till sends: its hidden fields, and what a buyer enters. Only goods need a place."""
    fields = inputs(till)
    hidden = {name: fields[name] for name in ("key", "seen_gross", "csrfmiddlewaretoken")}
    name = {"given_name": "Erika", "family_name": "Leserin", "country": "DE"}
    place = HOME if "elsewhere" in fields else {}
    waiver = {"waiver": "on"} if "waiver" in fields else {}
    return {**hidden, **name, **place, **waiver, "email": email, "method": method}
