"""The back office's screens of processes, runs and duties: who may see and do what, and what they show."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localtime
from pytest_django import DjangoAssertNumQueries

from automations.models import Run, StepLog, StepRun
from automations.tasks import HUEY
from core import clock, duties
from core.models import DutyRun, NumberSeries
from core.protocol import history
from core.registries import home_panels, object_links
from tests.automations.people import in_role, operator, staff
from tests.automations.sample import begin, faults, step, turn
from tests.support.worlds import once_per_file
from website.roles import EDITOR, SUPPORT

pytestmark = pytest.mark.django_db

VIEW, OPERATE, DUTY = "automations.view_run", "automations.operate_run", "core.operate_duty"


class Screen(NamedTuple):
    """`permission` opens it; `status` is the answer to those who have it."""

    method: str
    address: str
    permission: str
    status: int

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


SCREENS = [
    Screen("get", "/admin/prozesse/", VIEW, 200),
    Screen("get", "/admin/prozesse/errand/", VIEW, 200),
    Screen("get", "/admin/prozesse/ebook_purchase/handbuch/", VIEW, 200),
    Screen("get", "/admin/vorgaenge/", VIEW, 200),
    Screen("get", "/admin/vorgaenge/results/", VIEW, 200),
    Screen("get", "/admin/vorgaenge/?export=csv", VIEW, 200),
    Screen("get", "/admin/vorgaenge/inspect/{run}/", VIEW, 200),
    *(
        Screen(method, f"/admin/vorgaenge/{address}/", OPERATE, 200 if method == "get" else 302)
        for method in ("get", "post")
        for address in (
            "schritt/{failed}/erneut", "schritt/{waiting}/jetzt", "schritt/{failed}/ueberspringen",
            "schritt/{waiting}/ueberspringen/ja", "schritt/{waiting}/ueberspringen/nein",
            "schritt/{waiting}/ueberspringen/zu-spaet", "{run}/abbrechen",
        )
    ),
    Screen("get", "/admin/aufgaben/", DUTY, 200),
    Screen("post", "/admin/aufgaben/mails/jetzt/", DUTY, 302),
]  # fmt: skip


@once_per_file
def steps() -> tuple[StepRun, StepRun]:
    """Of two runs: one waits for an answer, one has failed."""
    waits = begin()
    turn()
    fails = begin()
    faults["first"] = lambda _: 1 / 0
    now = clock.now()
    for hours in range(5):
        turn(now + timedelta(hours=6 * hours))
    faults.clear()
    return step(waits, "answered"), step(fails, "first")


@pytest.fixture
def waiting(steps: tuple[StepRun, StepRun]) -> StepRun:
    return steps[0]


@pytest.fixture
def failed(steps: tuple[StepRun, StepRun]) -> StepRun:
    return steps[1]


def rows() -> list[object]:
    models = (Run, StepRun, StepLog, DutyRun)
    return [list(model.objects.order_by("pk").values()) for model in models] + [HUEY.pending_count()]


def call(client: Client, screen: Screen, waiting: StepRun, failed: StepRun) -> HttpResponse:
    address = screen.address.format(run=waiting.run_id, waiting=waiting.pk, failed=failed.pk)
    return getattr(client, screen.method)(address, {"reason": "because"} if screen.method == "post" else None)


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_screen_opens_with_its_permission_only(
    client: Client, waiting: StepRun, failed: StepRun, screen: Screen
) -> None:
    before = rows()
    assert call(client, screen, waiting, failed).headers["Location"].startswith("/konto/login/")
    others = {VIEW, OPERATE, DUTY} - {screen.permission}
    for stranger in (in_role(EDITOR), staff(*others)):
        client.force_login(stranger)
        assert call(client, screen, waiting, failed).headers["Location"] == "/admin/"
    assert rows() == before

    client.force_login(staff(screen.permission))
    assert call(client, screen, waiting, failed).status_code == screen.status


@pytest.mark.parametrize("method", ["add/", "new/", "edit/{run}/", "delete/{run}/", "copy/{run}/"])
def test_runs_cannot_be_made_changed_or_deleted_by_hand(admin_client: Client, waiting: StepRun, method: str) -> None:
    before = rows()
    answer = admin_client.post(f"/admin/vorgaenge/{method.format(run=waiting.run_id)}")

    assert answer.status_code in {302, 404}
    assert rows() == before


def test_support_operates_runs_and_the_menu_leads_there(client: Client, waiting: StepRun) -> None:
    client.force_login(in_role(SUPPORT))
    page = client.get("/admin/").content.decode()

    assert "/admin/prozesse/" in page
    assert "/admin/aufgaben/" not in page


def test_processes_tell_how_many_runs_stand_where(client: Client, waiting: StepRun, failed: StepRun) -> None:
    client.force_login(operator())
    page = client.get("/admin/prozesse/").content.decode()
    assert '?process=errand&amp;state=waiting">1</a>' in page
    assert "1 run with a failed step" in page or "1 Vorgang mit" in page

    page = client.get("/admin/prozesse/errand/").content.decode()
    assert page.count("process-badge--failed") == 1
    assert f'href="/admin/vorgaenge/?standing=errand:{waiting.step}"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2), ("?state=waiting", 1), ("?state=failed", 1), ("?state=done", 0), ("?process=errand", 2),
        ("?process=ebook_purchase", 0), ("?standing=errand:answered", 1), ("?standing=errand:first", 1),
        ("?problem=yes", 1), ("?q=Errand", 2), ("?q=nobody", 0),
    ],
)  # fmt: skip
def test_runs_are_found_by_state_process_step_and_words(
    client: Client, waiting: StepRun, failed: StepRun, query: str, found: int
) -> None:
    client.force_login(operator())
    page = client.get(f"/admin/vorgaenge/{query}").content.decode()

    assert page.count("/admin/vorgaenge/inspect/") == found


def test_list_of_runs_costs_the_same_for_many(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(operator())
    for _ in range(5):
        begin()
    with django_assert_max_num_queries(22):
        client.get("/admin/vorgaenge/")


def test_timeline_says_what_is_waited_for_until_when(client: Client, waiting: StepRun) -> None:
    client.force_login(operator())
    page = client.get(f"/admin/vorgaenge/inspect/{waiting.run_id}/").content.decode()

    assert "errand.answered" in page
    assert localtime(waiting.deadline).strftime("%d.%m.%Y %H:%M") in page
    assert "timeline-step--waiting" in page


def test_timeline_shows_the_error_and_the_way_out(client: Client, failed: StepRun) -> None:
    client.force_login(operator())
    page = client.get(f"/admin/vorgaenge/inspect/{failed.run_id}/").content.decode()
    assert "ZeroDivisionError: division by zero" in page
    assert f"/admin/vorgaenge/schritt/{failed.pk}/erneut/" in page
    assert f"/admin/vorgaenge/schritt/{failed.pk}/ueberspringen/" in page

    client.force_login(staff(VIEW))
    assert "/erneut/" not in client.get(f"/admin/vorgaenge/inspect/{failed.run_id}/").content.decode()


def test_run_of_a_process_that_is_gone_can_still_be_read(client: Client, waiting: StepRun) -> None:
    Run.objects.update(process="forgotten")
    client.force_login(operator())

    assert client.get(f"/admin/vorgaenge/inspect/{waiting.run_id}/").status_code == 200
    assert "forgotten" in client.get("/admin/vorgaenge/").content.decode()
    assert client.get("/admin/prozesse/forgotten/").status_code == 404


def test_retry_by_button_says_what_it_does_first(client: Client, failed: StepRun) -> None:
    boss = operator()
    client.force_login(boss)
    address = f"/admin/vorgaenge/schritt/{failed.pk}/erneut/"
    assert 'method="post"' in client.get(address).content.decode()
    assert step(failed.run, "first").state == "failed"

    answered = client.post(address, follow=True)
    assert answered.redirect_chain[-1][0] == f"/admin/vorgaenge/inspect/{failed.run_id}/"
    assert history(failed.run).get().actor == boss
    turn()
    assert step(failed.run, "first").state == "done"


def test_skipping_and_cancelling_ask_for_a_reason(client: Client, failed: StepRun) -> None:
    client.force_login(operator())
    for address in (f"schritt/{failed.pk}/ueberspringen", f"{failed.run_id}/abbrechen"):
        assert client.post(f"/admin/vorgaenge/{address}/", {"reason": " "}).status_code == 200
    assert step(failed.run, "first").state == "failed"

    client.post(f"/admin/vorgaenge/schritt/{failed.pk}/ueberspringen/", {"reason": "done by hand"})
    assert step(failed.run, "first").state == "skipped"
    assert history(failed.run).get().data["reason"] == "done by hand"


def test_second_press_of_a_button_is_told_that_the_run_has_moved_on(client: Client, waiting: StepRun) -> None:
    client.force_login(operator())
    address = f"/admin/vorgaenge/schritt/{waiting.pk}/ueberspringen/nein/"
    client.post(address, {"reason": "x"})
    turn()
    client.post(address, {"reason": "x"})

    assert StepLog.objects.filter(run=waiting.run, code="skipped").count() == 1
    assert StepRun.objects.filter(run=waiting.run, step="remind").count() == 1


def test_home_tells_of_failed_steps(failed: StepRun) -> None:
    count, address = home_panels.get("automations.failed").count()

    assert count == 1
    assert address == "/admin/vorgaenge/?problem=yes"


@pytest.mark.feature("C06")
def test_duties_show_their_last_run_and_its_result(client: Client) -> None:
    client.force_login(staff(DUTY))
    duties.run("steps")
    page = client.get("/admin/aufgaben/").content.decode()

    assert page.count("/jetzt/") == len(duties.all_duties())
    assert localtime(clock.now()).strftime("%d.%m.%Y %H:%M") in page


@pytest.mark.feature("C06")
def test_run_now_hands_the_duty_to_the_worker(client: Client) -> None:
    boss = staff(DUTY)
    client.force_login(boss)
    before = HUEY.pending_count()
    client.post("/admin/aufgaben/mails/jetzt/")

    assert HUEY.pending_count() == before + 1
    assert history(DutyRun(name="mails")).get().actor == boss
    assert client.post("/admin/aufgaben/unknown/jetzt/").status_code == 404


@pytest.mark.feature("C06")
def test_duty_that_does_not_run_or_fails_is_on_the_home_page() -> None:
    for duty in duties.all_duties():
        duties.run(duty.name)
    panel = home_panels.get("automations.duties")
    assert panel.count()[0] == 0

    DutyRun.objects.filter(name="mails").update(started_at=clock.now() - timedelta(minutes=10))
    DutyRun.objects.filter(name="facts").update(error="Traceback\nValueError: no")
    assert panel.count() == (2, "/admin/aufgaben/")


def test_subject_leads_to_its_run() -> None:
    run = begin()
    (link,) = object_links.get("automations.runs")(NumberSeries.objects.get(pk=run.subject_id))
    assert link.url == f"/admin/vorgaenge/inspect/{run.pk}/"
