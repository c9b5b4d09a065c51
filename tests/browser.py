"""A real Chromium for tests marked ``browser``: a phone and a desk, real sign-in, and nothing amiss on any page.

A pytest plugin (see addopts). The fixture ``screen`` opens the product; ``Screen.judged`` judges a page at 1280 and at
375 pixels, and the steps between are taken at one width and the other in turn. When the test ends, any script error,
any failed request and anything that the content policy had to stop fails it.
With PCC_SCREENSHOTS naming a folder, ``Screen.judged`` leaves pictures of each page there.
"""

import asyncio
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, sync_playwright

from tests.services_plugin import find_chromium

TELL_STOPPED = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`The content policy stopped ${event.violatedDirective} of ${event.blockedURI || "the page itself"}`));
"""
SAFE_NAME = re.compile(r"[^a-z0-9]+")
DESK, PHONE = 1280, 375

OUT_OF_REACH = """() => [...(document.querySelector("dialog[open]") ?? document).querySelectorAll(
  ":is(main, dialog) :is(a[href]:not(svg a), button, summary, select, textarea, input:not([type=hidden]))"
)].filter((part) => {
  if (!part.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return false;
  const box = () => part.getClientRects()[0];
  for (let around = part; around; around = around.parentElement) {
    const { width, height } = around.getBoundingClientRect();
    if (width < 2 || height < 2) return false;  // there for those who listen to the page
  }
  part.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const { x, y, width, height } = box();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  return !hit || !(part.contains(hit) || hit.contains(part) || hit.closest("label")?.control === part);
}).map((part) => part.outerHTML.slice(0, 160))"""
"""What of a page is in sight and could not be clicked, because something else lies over it."""


@dataclass
class Screen:
    """One person's browser."""

    page: Page
    width: int
    amiss: list[str]
    pictures: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        self.page.goto(address)

    def follow(self, link: Locator) -> None:
        """Click what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            link.click()

    def link(self, name: str) -> None:
        """Follow a link, which may look like a button."""
        links = self.page.get_by_role("main").get_by_role("link", name=name)
        buttons = self.page.get_by_role("main").locator("a[role=button]").filter(has_text=name)
        self.follow(links.or_(buttons).first)

    def button(self, name: str) -> None:
        self.follow(self.page.get_by_role("main").get_by_role("button", name=name).first)

    def fill(self, **fields: str) -> None:
        """Type into the fields with these names."""
        for name, text in fields.items():
            self.page.locator(f"main [name='{name}']").first.fill(text)

    def sign_in(self, email: str, password: str) -> None:
        self.go("/account/login/")
        self.fill(login=email, password=password)
        self.follow(self.page.get_by_role("button", name="Sign in", exact=True))

    def sign_out(self) -> None:
        self.page.locator(".pcc-account summary").click()
        self.follow(self.page.get_by_role("button", name="Sign out"))

    def judged(self, *, without: tuple[str, ...] = ()) -> str:
        """The words of the page, once nothing is amiss at either width. The next step is taken at the other one.

        A screen that is neither that of a desk nor of a phone is judged as it is.
        ``without`` names rules of axe that a library's own page breaks.
        """
        words = self._judged(without)
        if self.width in (DESK, PHONE):
            self.turn()
            self._judged(without)
        return words

    def turn(self) -> None:
        """From the desk to the phone or back, and wait until the page is laid out anew."""
        self.width = PHONE if self.width == DESK else DESK
        self.page.set_viewport_size({"width": self.width, "height": 900})
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def _judged(self, without: tuple[str, ...]) -> str:
        """Axe finds nothing, nothing is wider than the screen, and nothing lies over what can be clicked."""
        self.picture()
        options = {
            "resultTypes": ["violations"],
            "rules": {rule: {"enabled": False} for rule in without},
            "preload": False,  # or axe would put style sheets into the page, which the content policy stops
        }
        found = Axe().run(self.page, options=options).response["violations"]
        faults = [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
        assert (self.page.url, self.width, faults) == (self.page.url, self.width, [])
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, self.page.url
        assert (self.page.url, self.width, self.page.evaluate(OUT_OF_REACH)) == (self.page.url, self.width, [])
        return self.page.inner_text("main, #main")

    def picture(self) -> None:
        if folder := os.environ.get("PCC_SCREENSHOTS"):
            name = SAFE_NAME.sub("-", self.page.title().lower())[:60].strip("-")
            self.pictures.append(name)
            self.page.screenshot(path=Path(folder) / f"{name}-{self.width}.png", full_page=True)


class Chromium:
    """The one browser of this process: started when it is first wanted, and again when it has fallen over.

    Between two tests its loop counts as resting: Django and asyncio would refuse their work beside a loop that runs.
    """

    def __init__(self, playwright: Playwright) -> None:
        self._chromium = playwright.chromium
        self._loop = asyncio.get_running_loop()
        self._started: Browser | None = None

    @contextmanager
    def awake(self) -> Iterator[None]:
        asyncio._set_running_loop(self._loop)
        try:
            yield
        finally:
            asyncio._set_running_loop(None)

    def browser(self) -> Browser:
        if self._started is None or not self._started.is_connected():
            path = find_chromium()
            self._started = self._chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        return self._started


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        one = Chromium(playwright)
        asyncio._set_running_loop(None)
        yield one
        asyncio._set_running_loop(one._loop)


@pytest.fixture
def chromium(one_chromium: Chromium, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A browser in which nothing is open. What a test opens in it is closed with the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's loop runs in the thread of the test
    with one_chromium.awake():
        browser = one_chromium.browser()
        yield browser
        for context in browser.contexts:
            context.close()


@pytest.fixture
def open_screen(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Any]:
    """A function that opens one more browser, with cookies of its own: ``open_screen(width)``.

    With ``scripts=False`` it runs none, so that axe cannot judge its pages either.

    Each stands at a network address of its own, as behind the office's proxy, since limits are counted by address.
    """
    settings.BASE_URL = live_server.url
    settings.BEHIND_PROXY = True
    opened: list[tuple[BrowserContext, Screen]] = []

    def opener(width: int, *, scripts: bool = True) -> Screen:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=live_server.url,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            extra_http_headers={"X-Forwarded-For": str(IPv6Address(secrets.randbits(128)))},
        )
        context.set_default_timeout(60_000)  # nothing on a page takes five seconds, but the machine may be busy
        if scripts:
            context.add_init_script(TELL_STOPPED)
        screen = Screen(context.new_page(), width, [])
        screen.page.on("console", lambda message: _note(screen, message))
        screen.page.on("pageerror", lambda fault: screen.amiss.append(str(fault)))
        opened.append((context, screen))
        return screen

    yield opener
    for context, _ in opened:
        context.close()
    assert [screen.amiss for _, screen in opened] == [[] for _ in opened]


def _note(screen: Screen, message: ConsoleMessage) -> None:
    if message.type == "error":
        screen.amiss.append(f"{message.text} ({message.location.get('url') or screen.page.url})")


@pytest.fixture
def screen(open_screen: Any) -> Screen:
    """The product in a browser. Nobody is signed in."""
    opened: Screen = open_screen(PHONE)
    return opened
