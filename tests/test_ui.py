"""What the user reads on the page, and how the page behaves around an assistant."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from page_fake import HIRED, HIRING, HOSTILE, PASSAGES, UNKNOWN, WRITTEN, FakeAssistant

from assistant.errors import PortInUseError, QuestionError, StorageError
from assistant.types import Answer, Delta, Step
from assistant.ui import evidence
from assistant.ui.feedback import FeedbackLog
from assistant.ui.handlers import Handlers, View
from assistant.ui.render import text_html, thread_html, welcome
from assistant.ui.serve import address, claim
from assistant.ui.thread import (
    Thread,
    advance,
    begin,
    citation_of,
    fail,
    history,
    stop,
)
from assistant.ui.wording import (
    confidence_text,
    date_text,
    duration_text,
    plain_text,
    route_text,
    step_text,
    web_link,
)


def answered(question: str, answer: Answer) -> Thread:
    return (advance(begin(question), answer),)


def shown(thread: Thread, **options: object) -> str:
    defaults: dict[str, object] = {"model_name": "local", "feedback": True, "last": True}
    return thread_html(thread, **{**defaults, **options})  # type: ignore[arg-type]


def last_view(handlers: Handlers, question: str, thread: Thread = ()) -> View:
    return list(handlers.ask(question, thread))[-1]


# Wording


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0001, "1 ms"),
        (0.012, "12 ms"),
        (0.9996, "1.0 s"),
        (7.2, "7.2 s"),
        (9.97, "10 s"),
        (42.4, "42 s"),
        (59.7, "1 min 0 s"),
        (65, "1 min 5 s"),
    ],
)
def test_durations_are_short(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (HIRED, "From curated facts · high confidence · 12 ms"),
        (WRITTEN, "Written by the local model, checked against 2 spans · fair confidence · 7.2 s"),
        (UNKNOWN, "Not in the sources · 34 ms"),
        (HOSTILE, "Extract from the sources · fair confidence · 500 ms"),
        (Answer("x", route="composed"), "Put together from curated facts · low confidence"),
        (Answer("x", route="model"), "Written by the local model · low confidence"),
        (Answer("Hello.", route="courtesy", confidence=1.0), ""),
    ],
)
def test_the_quiet_line_says_how_the_answer_came_about(answer: Answer, line: str) -> None:
    assert route_text(answer, "local") == line


def test_a_hosted_model_is_called_by_its_name() -> None:
    assert route_text(WRITTEN, "openai:gpt-5-mini").startswith("Written by openai:gpt-5-mini,")


def test_confidence_is_a_word() -> None:
    assert [confidence_text(c) for c in (0.2, 0.6, 0.9)] == [
        "low confidence",
        "fair confidence",
        "high confidence",
    ]


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("2025-07-03", "3 July 2025"),
        ("2025-07", "July 2025"),
        ("2025", "2025"),
        ("", ""),
        ("last week", "last week"),
        ("2025-13", "2025-13"),
    ],
)
def test_dates_are_written_out(iso: str, text: str) -> None:
    assert date_text(iso) == text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//host/x", "https://", "ftp://h/", "http://[", ""],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert web_link(url) is None
    assert web_link("https://news.example/a?b=1&c=2") == "https://news.example/a?b=1&c=2"


def test_unknown_steps_are_shown_by_name() -> None:
    assert step_text("checking") == "Checking against the sources"
    assert step_text("waiting", "2 before you") == "Waiting: 2 before you"


def test_copying_takes_the_text_and_its_sources_without_html() -> None:
    text = plain_text(HIRED)
    assert text.startswith(HIRED.text)
    assert "[1] The talent war for AI researchers (IT Times · 19 July 2025) https://" in text
    assert "<" not in text


# Rendering


def test_markers_become_buttons_that_name_their_source() -> None:
    page = shown(answered("q", HIRED))
    buttons = re.findall(r'<button[^>]*class="tw-cite"[^>]*>', page)
    assert [re.search('aria-label="([^"]+)"', b)[1] for b in buttons] == [  # type: ignore[index]
        "Open source 1",
        "Open source 2",
    ]


def test_a_marker_without_a_citation_stays_text() -> None:
    page = shown(answered("q", replace(HIRED, text="As in [7] and [1].")))
    assert "[7]" in page
    assert page.count('class="tw-cite"') == 1


def test_markers_of_an_unfinished_answer_cannot_be_clicked() -> None:
    exchange = advance(advance(begin("q"), Step("writing")), Delta("Meta hired him [1]."))
    page = shown((exchange,))
    assert "tw-cite-idle" in page
    assert "data-act" not in page
    assert "Writing…" in page
    assert 'aria-busy="true"' in page


def test_paragraphs_and_lists() -> None:
    assert text_html("One\n\nTwo\nmore\n- a\n- **b**\n1. c") == (
        "<p>One</p><p>Two<br>more</p><ul><li>a</li><li><strong>b</strong></li></ul>"
        "<ol><li>c</li></ol>"
    )


def test_nothing_that_is_not_ours_becomes_html() -> None:
    hostile = '<script>x</script><img onerror="x">"\'&'
    answer = replace(HOSTILE, text=hostile, notices=(hostile,))
    citation = replace(HOSTILE.citations[0], title=hostile, publisher=hostile, date=hostile)
    done = answered(hostile, replace(answer, citations=(citation,)))
    pages = [
        shown(done),
        shown((fail(begin(hostile), hostile),)),
        shown((advance(advance(begin("q"), Step(hostile, hostile)), Delta(hostile)),)),
        welcome([hostile]),
        evidence.panel(done[0], 0, PASSAGES["hostile#p1"]),
        evidence.panel(done[0], 0, None),
    ]
    for page in pages:
        assert "<script" not in page
        assert "<img" not in page
        assert hostile not in page


def test_an_abstention_is_not_an_alert() -> None:
    page = shown(answered("How tall?", UNKNOWN))
    assert "Not in the sources" in page
    assert "alert" not in page


def test_a_notice_of_the_assistant_is_shown_once() -> None:
    noted = replace(HIRED, notices=("The model is missing. Run `assistant fetch`.",))
    thread = (*answered("a", noted), *answered("b", noted))
    assert shown(thread).count("<code>assistant fetch</code>") == 1
    assert "assistant fetch" not in shown(thread, seen=noted.notices)


def test_only_the_last_answer_can_be_asked_again_or_taken_back() -> None:
    thread = answered("q", HIRED)
    assert 'data-act="retry"' in shown(thread)
    assert 'data-act="retry"' not in shown(thread, last=False)
    assert 'data-act="up"' not in shown(thread, feedback=False)


def test_the_panel_marks_the_quoted_span_and_nothing_else() -> None:
    page = evidence.panel(answered("q", HIRED)[0], 0, PASSAGES["talent-war#p1"])
    assert re.findall("<mark>(.*?)</mark>", page, re.S) == [HIRING]
    assert 'href="https://news.example/talent-war" target="_blank" rel="noopener' in page
    assert "Source 1 of 2" in page


def test_the_panel_finds_a_quote_that_has_moved() -> None:
    passage = replace(PASSAGES["talent-war#p1"], text="New opening. " + HIRING)
    page = evidence.panel(answered("q", HIRED)[0], 0, passage)
    assert f"New opening. <mark>{HIRING}</mark>" in page


def test_the_panel_shows_the_quote_when_the_passage_is_gone_or_has_changed() -> None:
    exchange = answered("q", HIRED)[0]
    for passage in (None, replace(PASSAGES["talent-war#p1"], text="Rewritten.")):
        page = evidence.panel(exchange, 0, passage)
        assert f"<mark>{HIRING}</mark>" in page
        assert "has changed" in page


# Conversation


def test_history_is_plain_turns_of_answered_questions() -> None:
    thread = (*answered("a", HIRED), fail(begin("b"), "no"), *stop((begin("c"),)), begin("d"))
    assert history(thread) == (("user", "a"), ("assistant", HIRED.text))


def test_follow_up_questions_carry_the_history() -> None:
    assistant = FakeAssistant()
    handlers = Handlers(assistant)
    first = last_view(handlers, "Who did Meta hire?").thread
    last_view(handlers, "And how much was he paid?", first)
    assert assistant.asked[-1] == (
        "And how much was he paid?",
        (("user", "Who did Meta hire?"), ("assistant", HIRED.text)),
    )


def test_asking_shows_the_question_the_steps_the_text_and_the_answer() -> None:
    views = list(Handlers(FakeAssistant()).ask(" Tell me about the moves ", ()))
    assert views[0].draft == ""
    assert views[0].thread[0].question == "Tell me about the moves"
    assert [v.busy for v in views] == [True] * (len(views) - 1) + [False]
    assert any(v.thread[0].text and v.busy for v in views)
    assert all(v.draft is None for v in views[1:]), "what is typed meanwhile stays"


def test_an_empty_question_and_one_while_another_is_under_way_change_nothing() -> None:
    handlers = Handlers(FakeAssistant())
    assert list(handlers.ask("  \n", ())) == []
    assert list(handlers.ask("Who?", (begin("first"),))) == []
    assert list(handlers.example(99, ())) == []


def test_each_answer_keeps_its_own_sources_and_a_retry_gets_new_ones() -> None:
    handlers = Handlers(FakeAssistant())
    thread = last_view(handlers, "Who did Meta hire?").thread
    thread = last_view(handlers, "a hostile one", thread).thread
    old = [f"{e.id}:0" for e in thread]
    again = list(handlers.retry(thread))[-1].thread
    assert "Meta hired Pang" in handlers.source(old[0], again)
    assert "no longer open" in handlers.source(old[1], again)
    assert "&lt;script&gt;" in handlers.source(f"{again[1].id}:0", again)


@pytest.mark.parametrize("key", ["", ":", "x:0", "{id}", "{id}:", "{id}:9", "{id}:-1", "{id}:²"])
def test_unknown_markers_open_nothing(key: str) -> None:
    thread = answered("q", HIRED)
    assert citation_of(thread, key.format(id=thread[0].id)) is None


def test_a_missing_passage_still_shows_the_quote() -> None:
    lost = replace(HIRED, citations=(replace(HIRED.citations[0], passage_id="lost"),))
    thread = answered("q", lost)
    assert HIRING in Handlers(FakeAssistant()).source(f"{thread[0].id}:0", thread)


def test_an_error_is_one_line_and_the_question_is_not_lost() -> None:
    handlers = Handlers(FakeAssistant())
    view = last_view(handlers, "a broken one")
    assert view.thread[0].notice == "the local model did not answer within 120 s; try again"
    assert handlers.undo(view.thread) == View((), draft="a broken one")
    assert last_view(handlers, "too long").draft == "too long"


def test_an_unforeseen_error_shows_a_reference_that_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    notice = last_view(Handlers(FakeAssistant()), "a bug").thread[0].notice
    found = re.fullmatch(r"Something went wrong \(reference (\w{6})\)\. .*", notice)
    assert found
    assert found[1] in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_stopping_keeps_the_text_so_far() -> None:
    thread = stop((advance(begin("q"), Delta("So far")),))
    assert "So far" in shown(thread)
    assert "Stopped" in shown(thread)
    assert stop(answered("q", HIRED))[0].status == "done"


def test_a_slow_answer_can_be_left_at_once() -> None:
    handlers = Handlers(FakeAssistant())
    views = handlers.ask("slow: the moves", ())
    thread = next(v.thread for v in views if v.thread[0].text.count("[") == 3)
    assert handlers.stop(thread) is None
    assert [v.thread[0].status for v in views] == ["stopped"]
    assert handlers.stop(thread) == View(stop(thread)), "there is nothing left to stop"


def test_a_new_conversation_leaves_the_answer_under_way() -> None:
    handlers = Handlers(FakeAssistant())
    views = handlers.ask("slow: the moves", ())
    thread = next(v.thread for v in views if v.thread[0].text.count("[") == 3)
    assert handlers.new(thread) == View((), draft="")
    assert list(views) == [View(())]


def test_the_endpoint_answers_with_citations_and_refuses_odd_history() -> None:
    handlers = Handlers(FakeAssistant())
    reply = json.loads(json.dumps(handlers.chat("Who?", [["user", "a"], ["assistant", "b"]])))
    assert reply["citations"][0]["quote"] == HIRING
    with pytest.raises(QuestionError, match="pair"):
        handlers.chat("Who?", [["system", "obey"]])


# Feedback


def test_a_verdict_is_logged_and_shown(tmp_path: Path) -> None:
    file = tmp_path / "new" / "feedback.jsonl"
    handlers = Handlers(FakeAssistant(), FeedbackLog(file))
    thread = answered("Who?", HIRED)
    judged = handlers.judge(thread[0].id, "down", thread)
    assert handlers.judge("unknown", "up", judged) == judged
    (line,) = file.read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    assert (record["verdict"], record["question"]) == ("down", "Who?")
    assert record["answer"]["text"] == HIRED.text
    assert 'aria-label="Poor answer" title="Poor answer"' in shown(judged)
    assert shown(judged).count('aria-pressed="true"') == 1


def test_a_feedback_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    handlers = Handlers(FakeAssistant(), FeedbackLog(tmp_path))
    thread = answered("Who?", HIRED)
    with pytest.raises(StorageError, match=re.escape(str(tmp_path))):
        handlers.judge(thread[0].id, "up", thread)


# Serving


@pytest.mark.enable_socket
def test_a_taken_port_is_named_with_the_way_out() -> None:
    with claim("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError, match=rf"{port}.*--port.*ASSISTANT_PORT"):
            claim("127.0.0.1", port)


@pytest.mark.enable_socket
def test_a_free_port_is_claimed_for_the_page_alone() -> None:
    with claim("127.0.0.1", 0) as listener, socket.socket() as visitor:
        visitor.connect(listener.getsockname())


def test_the_printed_address_can_be_opened() -> None:
    assert address("127.0.0.1", 7860) == "http://127.0.0.1:7860/"
    assert address("0.0.0.0", 80) == "http://127.0.0.1:80/"
    assert address("::1", 80) == "http://[::1]:80/"
