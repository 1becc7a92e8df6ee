"""The staff over real HTTP: one books the transfers that are on the account, one sends what is paid."""

import http
import re
from urllib.parse import urlencode

from tests.chaos.visitors import Visitor, inputs
from website.demo.load import LOGINS
from website.roles import ACCOUNTING, SUPPORT


class Colleague(Visitor):
    def log_in(self, role: str) -> None:
        login = next(login for login in LOGINS if login.role == role)
        door = "/konto/login/?next=/admin/"
        token = inputs(self.get(door).text)["csrfmiddlewaretoken"]
        answer = self.post(door, csrfmiddlewaretoken=token, login=login.email, password=login.password)
        assert answer.status == http.HTTPStatus.FOUND, answer.text


class Clerk(Colleague):
    """Books the transfers that are on the account."""

    def begin(self) -> None:
        self.log_in(ACCOUNTING)

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


class Packer(Colleague):
    """Takes what waits, with a packing list, and marks it as sent."""

    def begin(self) -> None:
        self.log_in(SUPPORT)

    def send_what_waits(self) -> int:
        shown = self.get("/admin/versand/?state=open")
        assert shown.status == http.HTTPStatus.OK, shown.text
        waiting = re.findall(r'data-object-id="(\d+)"', shown.text)
        if waiting:
            chosen = urlencode({"id": waiting, "next": "/admin/versand/"}, doseq=True)
            self._press(f"/admin/bulk/shop/delivery/packing_list/?{chosen}", http.HTTPStatus.OK)
            self._press(f"/admin/bulk/shop/delivery/ship/?{chosen}", http.HTTPStatus.FOUND)
        return len(waiting)

    def _press(self, form: str, status: http.HTTPStatus) -> None:
        fields = inputs(self.get(form).text)
        numbers = {name: tracking(int(name.rpartition("-")[2])) for name in fields if name.startswith("tracking-")}
        answer = self.post(form, csrfmiddlewaretoken=fields["csrfmiddlewaretoken"], **numbers)
        assert answer.status == status, f"{form}: {answer.status}\n{answer.text}"


def tracking(delivery: int) -> str:
    """The number that the parcel service gives the parcel."""
    return f"00340434{delivery:06}"
