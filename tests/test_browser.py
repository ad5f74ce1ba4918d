"""The page as its users meet it, in a real browser, with canned answers."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from page_fake import HIRING, HOSTILE_QUOTE, OFFERS, FakeAssistant

from assistant.ui.serve import address, claim, create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    # Gradio's queue uses options that pandas has deprecated.
    pytest.mark.filterwarnings("default"),
]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant(notices=("The local chat model is missing. Run `assistant fetch`.",))


@pytest.fixture(scope="module")
def feedback_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feedback") / "feedback.jsonl"


@pytest.fixture(scope="module")
def url(fake: FakeAssistant, feedback_file: Path) -> Iterator[str]:
    import uvicorn

    listener = claim("127.0.0.1", 0)
    app = create_app(fake, feedback_file=feedback_file)
    config = uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield address("127.0.0.1", listener.getsockname()[1])
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def page(browser: Browser, url: str, fake: FakeAssistant) -> Iterator[Page]:
    fake.go_on.clear()
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.locator(".tw-example").first.wait_for()
    yield page
    fake.go_on.set()
    context.close()
    assert errors == []


def ask(page: Page, question: str, status: str = "done") -> Locator:
    """Ask by keyboard and wait for the exchange to reach a status; returns the exchange."""
    box = page.get_by_role("textbox", name="Your question")
    box.fill(question)
    box.press("Enter")
    asked = page.locator(".tw-question", has_text=question)
    # Gradio drops an Enter in the few milliseconds in which it closes the event before.
    while not appears(asked):
        box.press("Enter")
    exchange = page.locator(f'[data-status="{status}"]', has_text=question)
    exchange.wait_for()
    return exchange


def appears(locator: Locator) -> bool:
    from playwright.sync_api import TimeoutError

    try:
        locator.wait_for(timeout=3000)
    except TimeoutError:
        return False
    return True


def marked(page: Page) -> str:
    mark = page.locator("#tw-side mark")
    mark.wait_for(state="visible")
    return mark.text_content() or ""


def focused(page: Page, attribute: str) -> str | None:
    name = f"document.activeElement.getAttribute({attribute!r})"
    return page.evaluate(name)  # type: ignore[no-any-return]


def test_an_answer_streams_and_its_markers_open_the_quoted_span(
    page: Page, fake: FakeAssistant
) -> None:
    pending = ask(page, "slow: tell me about the moves", status="pending")
    pending.locator("li").nth(2).wait_for()
    assert pending.get_by_role("button").count() == 0
    fake.go_on.set()
    done = page.locator('[data-status="done"]')
    done.get_by_text("checked against 2 spans").wait_for()
    done.get_by_role("button", name="Open source 2").click()
    assert marked(page) == OFFERS
    done.get_by_role("button", name="Open source 1").first.click()
    page.get_by_text("Source 1 of 2").wait_for()
    assert marked(page) == HIRING
    link = page.get_by_role("link", name="Read the article")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_marker_of_an_older_answer_opens_that_answers_source(page: Page) -> None:
    first = ask(page, "Who did Meta hire from Apple?")
    ask(page, "now a hostile one")
    page.get_by_role("button", name="Ask again").click()
    page.locator("#tw-live [data-status='done']").wait_for()
    first.get_by_role("button", name="Open source 1").click()
    assert marked(page) == HIRING
    page.locator("#tw-live").get_by_role("button", name="Open source 1").click()
    page.get_by_text("<b>Bold</b> claims").wait_for()
    assert marked(page) == HOSTILE_QUOTE


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.type("Who did Meta")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("hire from Apple?")
    page.keyboard.press("Enter")
    page.locator('[data-status="done"]').wait_for()
    assert "Who did Meta\nhire" in page.locator(".tw-question").inner_text()
    while focused(page, "aria-label") != "Open source 1":
        page.keyboard.press("Shift+Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert marked(page) == HIRING
    page.wait_for_function("document.activeElement.id === 'tw-source-title'")
    page.keyboard.press("Escape")
    assert focused(page, "aria-label") == "Open source 1"
    assert page.locator("#tw-side").is_hidden()
    page.keyboard.press("Enter")
    assert marked(page) == HIRING


def test_text_of_sources_is_never_run_or_rendered(page: Page) -> None:
    exchange = ask(page, "a hostile one")
    assert HOSTILE_QUOTE in exchange.locator(".tw-answer").inner_text()
    exchange.get_by_role("button", name="Open source 1").click()
    assert marked(page) == HOSTILE_QUOTE
    assert "{{value}}" in page.locator(".tw-passage").inner_text()
    assert page.locator("#tw-side a").count() == 0, "only http and https become links"
    assert page.locator("#tw-shell :is(img, script)").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_page_talks_to_its_own_server_only(browser: Browser, url: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        hosts: set[str | None] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(url)
        page.locator(".tw-example").first.click()
        page.get_by_role("button", name="Open source 1").click()
        marked(page)
        page.wait_for_load_state("load")
        assert hosts - {None} == {"127.0.0.1"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_toggled(
    browser: Browser, url: str, scheme: str
) -> None:
    with browser.new_context(color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(url)
        toggle = page.get_by_role("button", name="Light or dark")
        toggle.wait_for()
        assert is_dark(page) == (scheme == "dark")
        toggle.click()
        assert is_dark(page) != (scheme == "dark")
        page.reload()
        toggle.wait_for()
        assert is_dark(page) != (scheme == "dark"), "the choice is kept"
        toggle.click()
        assert is_dark(page) == (scheme == "dark")


def is_dark(page: Page) -> bool:
    background = page.locator("#tw-shell").evaluate("e => getComputedStyle(e).backgroundColor")
    red, green, blue = map(int, re.findall(r"\d+", background)[:3])
    return red + green + blue < 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(browser: Browser, url: str, scheme: str) -> None:
    with browser.new_context(color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        page.goto(url)
        page.locator(".tw-example").first.wait_for()
        assert page.evaluate(LOW_CONTRAST) == []
        ask(page, "How tall is he?")
        ask(page, "a broken one", status="failed")
        ask(page, "Tell me about the moves").locator(".tw-cite").first.click()
        marked(page)
        assert page.evaluate(LOW_CONTRAST) == []


LOW_CONTRAST = """() => {
  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
  const background = (element) => {
    if (!element) return [255, 255, 255];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, background(element.parentElement));
  };
  const light = (rgb) => rgb.map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const poor = [];
  for (const element of document.querySelectorAll("#tw-shell *")) {
    const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!text || !element.checkVisibility() || element.disabled) continue;
    const under = background(element);
    const ink = over(rgba(getComputedStyle(element).color), under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(`${element.className}: ${element.textContent}`);
  }
  return poor;
}"""


def test_a_phone_shows_the_source_in_a_drawer(browser: Browser, url: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(url)
        page.locator(".tw-example").first.click()
        page.get_by_role("button", name="Open source 1").click()
        assert marked(page) == HIRING
        box = page.locator("#tw-side").bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, 390)
        page.get_by_role("button", name="Close source").click()
        assert page.locator("#tw-side").is_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_stop_keeps_what_is_there_and_the_next_question_works(
    page: Page, fake: FakeAssistant
) -> None:
    pending = ask(page, "slow: the moves", status="pending")
    pending.locator("li").nth(2).wait_for()
    page.get_by_role("button", name="Stop").click()
    stopped = page.locator('[data-status="stopped"]')
    stopped.wait_for()
    assert stopped.locator("li").count() == 3
    ask(page, "Who did Meta hire from Apple?")
    assert stopped.count() == 1
    assert fake.asked[-1][1] == ()


def test_errors_leave_the_page_usable(page: Page) -> None:
    failed = ask(page, "a broken one", status="failed")
    assert "did not answer within 120 s" in failed.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Take back and edit").click()
    box = page.get_by_role("textbox", name="Your question")
    page.wait_for_function("document.querySelector('#tw-box textarea').value !== ''")
    assert box.input_value() == "a broken one"
    assert page.locator(".tw-exchange").count() == 0
    ask(page, "one with a bug", status="failed").get_by_text("Something went wrong").wait_for()
    box.fill("   ")
    box.press("Enter")
    page.get_by_role("button", name="Ask", exact=True).click()
    ask(page, "Who did Meta hire from Apple?")
    assert page.locator(".tw-exchange").count() == 2
    assert page.get_by_role("button", name="Ask", exact=True).is_visible()


def test_a_new_conversation_forgets_the_old_one(page: Page, fake: FakeAssistant) -> None:
    ask(page, "Who did Meta hire from Apple?")
    page.get_by_role("button", name="New conversation").click()
    page.locator(".tw-welcome").wait_for()
    ask(page, "And how much?")
    assert fake.asked[-1] == ("And how much?", ())


def test_a_new_conversation_leaves_an_answer_under_way(page: Page) -> None:
    pending = ask(page, "slow: the moves", status="pending")
    pending.locator("li").nth(2).wait_for()
    page.get_by_role("button", name="New conversation").click()
    page.locator(".tw-welcome").wait_for()
    ask(page, "Who did Meta hire from Apple?")
    assert page.locator(".tw-exchange").count() == 1


def test_notices_stay_dismissed(page: Page) -> None:
    page.get_by_role("button", name="Dismiss notice").click()
    page.reload()
    page.locator(".tw-example").first.wait_for()
    assert page.locator(".tw-strip").count() == 0


def test_copy_takes_the_answer_with_its_sources(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Who did Meta hire from Apple?").get_by_role("button", name="Copy answer").click()
    page.get_by_role("button", name="Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Meta hired")
    assert "[2] The talent war for AI researchers" in text


def test_a_verdict_reaches_the_feedback_file(page: Page, feedback_file: Path) -> None:
    exchange = ask(page, "Who did Meta hire from Apple?")
    exchange.get_by_role("button", name="Good answer").click()
    exchange.locator('[aria-pressed="true"]').wait_for()
    assert '"verdict": "up"' in feedback_file.read_text(encoding="utf-8")


def test_the_endpoint_gives_the_answer_with_its_citations(url: str) -> None:
    from gradio_client import Client  # type: ignore[import-untyped]

    client = Client(url, verbose=False)
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/chat"]
    reply = client.predict(question="Who did Meta hire from Apple?", api_name="/chat")
    assert reply["citations"][0]["quote"] == HIRING
