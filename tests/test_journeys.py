"""The main job as people do it: in a real browser, with the web, a worker, beat, PostgreSQL and Valkey running."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pcc import services
from pcc.reporting.management.commands.demo_data import PASSWORD
from tests.demonstration import Demo
from tests.services_plugin import find_chromium
from tests.waiting import PATIENCE, wait_until

pytestmark = [
    pytest.mark.xdist_group("demo"),
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium"),
]

ROOT = Path(__file__).parent.parent
EXTRACT = ROOT / "tests" / "data" / "detroit_police_complaints_2016_2019.csv"
MAPPING = ROOT / "docs" / "examples" / "detroit.toml"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}


@pytest.fixture(scope="module")
def office(demo: Demo) -> Iterator[Demo]:
    """The demonstration, with one more force: that of the real extract."""
    if demo.process.poll() is not None:
        demo.start()
    command = [sys.executable, "manage.py", "add_force", "DPD", "Detroit Police Department"]
    subprocess.run(command, cwd=services.CHECKOUT, env=demo.environment, check=True)
    yield demo
    demo.stop()


class Visit:
    """One person at one screen. Every page opened is held to axe, to the content policy and to the screen's width."""

    def __init__(self, chromium: Browser, office: Demo, who: str, screen: dict[str, int]) -> None:
        self.base = f"http://localhost:{office.port}"
        self.page: Page = chromium.new_context(viewport=screen).new_page()
        self.page.set_default_timeout(60_000)
        self.complaints: list[str] = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("request", self.see)
        self.page.goto(f"{self.base}/account/login/")
        self.page.fill("input[name=login]", f"{who}@opcc.example")
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(f"{self.base}/")

    def hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def see(self, request: Any) -> None:
        """Nothing is ever fetched from elsewhere."""
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(request.url)

    def look(self, path: str) -> str:
        """Open a page, hold it to its promises, and return its words."""
        self.page.goto(self.base + path)
        return self.judge()

    def judge(self) -> str:
        found = Axe().run(self.page).response["violations"]
        faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]
        assert (self.page.url, faults) == (self.page.url, [])
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.page.viewport_size["width"]
        assert self.complaints == []
        return self.page.inner_text("main")

    def wait_for(self, words: str) -> None:
        """The page renews itself while a job runs; people only wait."""
        self.page.get_by_text(words, exact=False).first.wait_for(timeout=PATIENCE * 1000)


def test_an_officer_brings_in_a_real_extract_and_a_manager_reads_what_it_says(office: Demo, chromium: Browser) -> None:
    officer = Visit(chromium, office, "complaints.officer", WIDE)
    officer.look("/complaints/imports/new/")
    officer.page.click("main form button[type=submit]")
    assert "Choose the file that the force sent." in officer.judge()

    officer.page.set_input_files("input[name=file]", EXTRACT)
    officer.page.select_option("select[name=force]", label="Detroit Police Department")
    for part, value in (("day", "31"), ("month", "5"), ("year", "2020")):
        officer.page.fill(f"input[name=taken_on_{part}]", value)
    officer.page.set_input_files("input[name=mapping_file]", MAPPING)
    officer.page.click("main form button[type=submit]")
    officer.wait_for("Checked, waiting for you")
    officer.page.reload()
    checked = officer.judge()
    assert "4,405 complaints, and 77 held." in checked
    assert "19,735" in checked

    officer.page.click("text=Bring in these complaints")
    officer.wait_for("Brought in")
    officer.look("/complaints/?force=DPD")

    manager = Visit(chromium, office, "manager", WIDE)
    report = "/reports/timeliness/?from=2016-01-01&to=2020-12-31&by=force"
    wait_until(lambda: "4,405" in manager.look(report))
    row = manager.page.locator("tr", has_text="Detroit Police Department").last.inner_text().split()
    assert [row[index] for index in (3, 4, 5)] == ["4,405", "58.0", "47.3"]
    manager.page.locator("tr", has_text="Detroit Police Department").last.get_by_role("link").first.click()
    assert "Showing 25 of 1,000+ complaints" in manager.judge()


@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["1280", "375"])
@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (
            "complaints.officer",
            ["/", "/complaints/", "/complaints/?state=open&handling=schedule-3", "/complaints/100/"],
        ),
        ("complaints.officer", ["/complaints/imports/", "/complaints/imports/1/", "/complaints/imports/new/"]),
        ("manager", ["/", "/reports/timeliness/", "/reports/definitions/", "/reports/jobs/", "/reports/jobs/1/"]),
        ("commissioner", ["/", "/reports/timeliness/"]),
    ],
)
def test_every_page_is_accessible_and_fits_the_screen(
    office: Demo, chromium: Browser, who: str, paths: list[str], screen: dict[str, int]
) -> None:
    visit = Visit(chromium, office, who, screen)
    for path in paths:
        visit.look(path)


def test_the_pages_work_without_javascript(office: Demo, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    base = f"http://localhost:{office.port}"
    page.goto(f"{base}/account/login/")
    page.fill("input[name=login]", "manager@opcc.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{base}/reports/timeliness/")
    page.select_option("select[name=by]", "year")
    page.locator("main form button[type=submit]").first.click()
    assert "by=year" in page.url
    assert "2025" in page.locator("main table").last.inner_text()
