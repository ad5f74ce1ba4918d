"""Small texts of the page: how an answer came about, durations, dates and links."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from assistant.types import Answer, Citation

_STEPS = {
    "reading": "Reading the sources",
    "searching": "Searching the sources",
    "writing": "Writing",
    "checking": "Checking against the sources",
    "translating": "Putting it into your language",
}
_LOCAL_NAMES = ("", "local")


def step_text(name: str, detail: str = "") -> str:
    """What the user reads while a step is under way."""
    text = _STEPS.get(name, name[:1].upper() + name[1:])
    return f"{text}: {detail}" if detail else text


def duration_text(seconds: float) -> str:
    """Seconds in words: ``12 ms``, ``7.2 s``, ``42 s``, ``1 min 5 s``."""
    if seconds < 0.9995:
        return f"{max(1, round(seconds * 1000))} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def confidence_text(confidence: float) -> str:
    """A confidence in 0..1 as a word; a percentage would promise more than it holds."""
    if confidence >= 0.75:
        return "high confidence"
    return "fair confidence" if confidence >= 0.5 else "low confidence"


def route_text(answer: Answer, model_name: str) -> str:
    """The quiet line under an answer: where it comes from, how sure, how long it took."""
    if answer.route == "courtesy":
        return ""
    parts = [_origin(answer, model_name)]
    if answer.language != "en":
        parts.append(f"translated by {_author(model_name)}")
    if not answer.abstained:
        parts.append(confidence_text(answer.confidence))
    seconds = answer.timings.get("total", sum(answer.timings.values()))
    if seconds > 0:
        parts.append(duration_text(seconds))
    return " · ".join(parts)


def _origin(answer: Answer, model_name: str) -> str:
    if answer.abstained or answer.route == "abstain":
        return "Not in the sources"
    if answer.route == "attribution":
        return "Found in the sources"
    if answer.route == "facts":
        return "From curated facts"
    if answer.route == "composed":
        return "Put together from curated facts"
    if answer.route == "extract":
        return "Extract from the sources"
    author = _author(model_name)
    spans = len({(c.passage_id, c.start, c.end) for c in answer.citations})
    if not spans:
        return f"Written by {author}"
    return f"Written by {author}, checked against {spans} span{'s' if spans > 1 else ''}"


def _author(model_name: str) -> str:
    return "the local model" if model_name in _LOCAL_NAMES else model_name


def date_text(iso: str) -> str:
    """An ISO day, month or year in words (``3 July 2025``); anything else as it stands."""
    padded = iso + "-01" * (2 - iso.count("-"))
    try:
        day = date.fromisoformat(padded)
    except ValueError:
        return iso
    if iso.count("-") == 0:
        return iso
    month = f"{day:%B} {day.year}"
    return month if iso.count("-") == 1 else f"{day.day} {month}"


def web_link(url: str) -> str | None:
    """The URL if it is safe to put behind a link (http or https with a host)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def byline(citation: Citation) -> str:
    """Publisher and date of a cited article, as far as they are known."""
    return " · ".join(p for p in (citation.publisher, date_text(citation.date)) if p)


def plain_text(answer: Answer) -> str:
    """An answer and its sources for the clipboard."""
    sources = []
    for c in answer.citations:
        origin = f"({byline(c)})" if byline(c) else ""
        sources.append(" ".join(part for part in (c.marker, c.title, origin, c.url) if part))
    return "\n".join([answer.text, "", *dict.fromkeys(sources)]).strip()
