"""The plots of an eval report, as SVG texts to stand in an HTML page.

Text stays text, every plot has a title and a description, and colours come from the page: its
text colour, and ``--plot-accent``, ``--plot-soft`` and ``--plot-line`` (with calm defaults).
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, PercentFormatter

from evals.confidence import Bin, Point
from evals.measures import Latency, Measures, Share
from evals.summary import plain, seconds

_WIDTH = 6.4  # inches
_LEAST_SECONDS = 0.001  # what a plot of powers of ten begins at
_MOST_CHARS = 28  # of a label
_SEED = 7  # of the scatter across a row: the same records, the same plot
# Stand-ins that matplotlib can draw with, and what the page makes of them.
_INK, _SOFT, _LINE, _ACCENT = "#010101", "#020202", "#030303", "#040404"
_COLOURS = {
    _INK: "currentColor",
    _SOFT: "var(--plot-soft, #76796f)",
    _LINE: "var(--plot-line, #8d897d55)",
    _ACCENT: "var(--plot-accent, #2f8a7e)",
}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "evals",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": _INK,
    "text.parse_math": False,
    "axes.labelcolor": _SOFT,
    "axes.edgecolor": _LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "grid.color": _LINE,
    "grid.linewidth": 0.7,
    "xtick.color": _LINE,
    "ytick.color": _LINE,
    "xtick.labelcolor": _SOFT,
    "ytick.labelcolor": _INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.minor.size": 0,
    "xtick.major.pad": 7,
    "ytick.major.pad": 7,
    "lines.solid_capstyle": "round",
}
_PERCENT = PercentFormatter(1.0, decimals=0)
Draw = Callable[[Axes], None]


def all_plots(measures: Measures) -> dict[str, str]:
    """The four plots by name, in the order in which a report shows them."""
    return {
        "categories": category_plot((*measures.categories, measures.accuracy)),
        "risk": risk_plot(measures.risk),
        "reliability": reliability_plot(measures.bins),
        "latency": latency_plot(measures.latency),
    }


def category_plot(shares: Sequence[Share]) -> str:
    """Right answers by category with their intervals; the last row is all of them."""
    kept = [s for s in shares if s.value is not None]

    def draw(axes: Axes) -> None:
        for row, share in enumerate(kept):
            whole = row == len(kept) - 1
            colour = _INK if whole else _ACCENT
            if share.low is not None and share.high is not None:
                ends = (share.low, share.high)
                axes.plot(ends, (row, row), color=colour, lw=2.5, alpha=0.45)
            axes.plot(share.value or 0.0, row, "o", color=colour, ms=6, clip_on=False, zorder=3)
            label = f"{share.right}/{share.total}"
            axes.text(1.04, row, label, va="center", color=_INK if whole else _SOFT)
        axes.set_yticks(range(len(kept)), [_label(s.name) for s in kept])
        axes.set_ylim(len(kept) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        _percents(axes, "x")

    told = "; ".join(f"{s.name.replace('_', ' ')} {s.right} of {s.total}" for s in kept)
    return _svg("categories", "Right answers by category", told, draw, 0.8 + 0.3 * len(kept))


def risk_plot(points: Sequence[Point]) -> str:
    """The share of wrong answers among the most confident, as more and more are counted in."""

    def draw(axes: Axes) -> None:
        coverage, risk = [p.coverage for p in points], [p.risk for p in points]
        axes.fill_between(coverage, risk, color=_ACCENT, alpha=0.12, lw=0)
        axes.plot(coverage, risk, color=_ACCENT, lw=1.8)
        last = points[-1]
        axes.plot(last.coverage, last.risk, "o", color=_INK, ms=6, clip_on=False, zorder=3)
        side = "right" if last.coverage > 0.5 else "left"
        label = f"answers {last.coverage:.0%}, {last.risk:.1%} of them not right"
        axes.annotate(
            label, (last.coverage, last.risk), (0, 9), textcoords="offset points", ha=side
        )
        axes.set_ylim(0, max(0.1, 1.35 * max(risk)))
        axes.yaxis.set_major_formatter(_PERCENT)
        axes.set_xlabel("share of all cases answered, most confident first")
        axes.set_ylabel("not right")
        _percents(axes, "x")

    told = (
        f"{points[-1].coverage:.0%} of the cases are answered, "
        f"and {points[-1].risk:.1%} of these answers are not right."
        if points
        else ""
    )
    return _svg("risk", "Risk and coverage", told, draw if points else None)


def reliability_plot(bins: Sequence[Bin]) -> str:
    """What came true against the confidence in it; a dot is as large as its tenth is full."""

    def draw(axes: Axes) -> None:
        axes.plot((0, 1), (0, 1), color=_SOFT, lw=1, ls=(0, (4, 4)))
        most = max(b.count for b in bins)
        confidence, right = [b.confidence for b in bins], [b.right for b in bins]
        axes.plot(confidence, right, color=_ACCENT, lw=1.2, alpha=0.6)
        sizes = [16 + 150 * b.count / most for b in bins]
        axes.scatter(confidence, right, s=sizes, color=_ACCENT, lw=0, clip_on=False, zorder=3)
        axes.set_xlabel("confidence that an answer is right")
        axes.set_ylabel("came true")
        _percents(axes, "x")
        _percents(axes, "y")

    told = "; ".join(f"{b.confidence:.0%} sure, {b.right:.0%} of {b.count}" for b in bins)
    return _svg("reliability", "Reliability of the confidence", told, draw if bins else None)


def latency_plot(latencies: Sequence[Latency]) -> str:
    """Every answer's seconds by route, with the 50th and the 95th percentile."""

    def draw(axes: Axes) -> None:
        chance = np.random.default_rng(_SEED)
        for row, route in enumerate(latencies):
            taken = [max(s, _LEAST_SECONDS) for s in route.seconds]
            across = row + chance.uniform(-0.15, 0.15, len(taken))
            axes.scatter(taken, across, s=7, color=_ACCENT, alpha=0.45, lw=0)
            for value, name in ((route.p50, "p50"), (route.p95, "p95")):
                at = max(value, _LEAST_SECONDS)
                axes.plot((at, at), (row - 0.24, row + 0.24), color=_INK, lw=1.6)
                if name == "p50" or route.p95 > 1.5 * route.p50:
                    label = f"{name} {seconds(value)}"
                    axes.text(at, row - 0.29, label, ha="center", va="bottom", size=9.5)
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} s"))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_yticks(range(len(latencies)), [_label(r.route) for r in latencies])
        axes.set_ylim(len(latencies) - 0.5, -0.75)
        axes.grid(axis="y", visible=False)

    told = "; ".join(f"{r.route} p50 {r.p50:.3f} s, p95 {r.p95:.3f} s" for r in latencies)
    height = 0.6 + 0.8 * len(latencies)
    return _svg("latency", "Seconds by route", told, draw if latencies else None, height)


def _label(name: str) -> str:
    """A name that leaves room for what is drawn."""
    told = plain(name)
    return told if len(told) <= _MOST_CHARS else told[: _MOST_CHARS - 1] + "…"


def _percents(axes: Axes, axis: str) -> None:
    shown = axes.xaxis if axis == "x" else axes.yaxis
    (axes.set_xlim if axis == "x" else axes.set_ylim)(0, 1)
    shown.set_ticks([0, 0.25, 0.5, 0.75, 1])
    shown.set_major_formatter(_PERCENT)


def _svg(name: str, title: str, told: str, draw: Draw | None, height: float = 3.2) -> str:
    """What ``draw`` draws; without it, a line that says there is nothing to draw."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, max(height, 1.2)), layout="constrained")
        axes = figure.add_subplot()
        if draw is None:
            axes.set_axis_off()
            axes.text(0.5, 0.5, "Nothing to draw.", ha="center", color=_SOFT)
        else:
            draw(axes)
        file = io.StringIO()
        kept = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(file, format="svg", transparent=True, metadata=kept)
    return _for_page(file.getvalue(), name, title, told or "There is nothing to draw.")


def _for_page(drawn: str, name: str, title: str, told: str) -> str:
    """Matplotlib's SVG with the page's colours and font, a title, and ids of its own."""
    svg = drawn[drawn.index("<svg") :]
    for colour, of_page in _COLOURS.items():
        svg = svg.replace(colour, of_page)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    used = set(re.findall(r"(?:href=\"#|url\(#)([^\")]+)", svg))
    svg = re.sub(r' id="([^"]*)"', lambda m: m[0] if m[1] in used else "", svg)
    for before in (' id="', 'href="#', "url(#"):
        svg = svg.replace(before, f"{before}{name}-")
    size = re.search(r'viewBox="([^"]*)"', svg)
    begin = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="{size[1] if size else ""}" class="plot" role="img"'
        f' stroke-linejoin="round" font-family="system-ui, sans-serif"'
        f' aria-labelledby="{name}-title {name}-told">\n'
        f' <title id="{name}-title">{html.escape(title)}</title>\n'
        f' <desc id="{name}-told">{html.escape(told)}</desc>'
    )
    return begin + svg[svg.index(">") + 1 :].rstrip()
