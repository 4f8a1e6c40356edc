"""The staff pages in a real browser: usable without scripts, by keyboard, on a phone, by all."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from web_house import CALL, PASSWORD

pytestmark = pytest.mark.browser

PAGES = [
    "/staff/calls",
    f"/staff/calls/{CALL}",
    "/staff/messages",
    "/staff/appointments",
    "/staff/appointments/smile/a1/cancel",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def test_a_morning_at_the_front_desk_without_scripts(house, enter):
    page = enter("/staff/calls", script=False)
    row = page.get_by_role("row").filter(has_text="Appointment booked")
    row.get_by_role("link").click()
    assert page.get_by_text("half past ten is fine", exact=True).is_visible()
    understood = page.get_by_text("name: book").first
    assert not understood.is_visible()
    page.get_by_text("What was understood").first.click()
    assert understood.is_visible()

    page.get_by_role("link", name="Messages").click()
    assert page.get_by_role("heading", level=2).first.inner_text() == "Name not given"
    page.get_by_role("link", name="Read the call of Ann Example").click()
    page.get_by_role("link", name="Appointments").click()
    page.get_by_role("link", name="Cancel the appointment of Cy Example").click()
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Cancel the appointment of Cy Example").click()
    page.get_by_role("button", name="Cancel the appointment").click()
    page.wait_for_url("**/staff/appointments")
    assert not page.get_by_text("Cy Example").count()
    assert [request.appointment_id for request in house.calendar.asked.values()] == ["a3"]

    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/staff/login")
    page.go_back()
    assert page.get_by_role("button", name="Log in").is_visible()


def test_logging_in_by_keyboard(visit):
    page = visit("/staff/appointments")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("ann")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    assert "do not go together" in page.get_by_role("alert").inner_text()
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/appointments")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def opened(page, path):
    """The page with all that folds unfolded."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_wcag_2_2_aa(visit, enter, width, dark):
    def check(page):
        found = Axe().run(page, options={"runOnly": WCAG})
        assert found.violations_count == 0, found.generate_report()

    check(visit("/staff/login", width=width, dark=dark))
    page = enter("/staff/calls", width=width, dark=dark)
    for path in PAGES:
        check(opened(page, path))


def test_a_small_phone_needs_no_sideways_scrolling(visit, enter):
    page = visit("/staff/login", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page = enter("/staff/calls", width=320)
    for path in PAGES:
        assert opened(page, path).evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_player_gets_the_recording(enter):
    page = enter(f"/staff/calls/{CALL}")
    source = page.locator("audio").get_attribute("src")
    assert page.request.get(source).status == 200
