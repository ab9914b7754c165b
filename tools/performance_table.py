"""Write the table of docs/performance.md from what `partyedu bench` printed.

    python tools/performance_table.py FIGURES.json [FIGURES-ON-POSTGRESQL.json]

Everything between the two marks in the file is made anew; nothing else is touched. A figure that was not measured says
so. Each row names its aim, what was measured and whether it was reached.
"""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by tools/performance_table.py -->", "<!-- end of figures -->"
MISSING = "not measured"

Figures = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A row of the table: what, its aim in words, what is said of it, and whether that is good enough."""

    what: str
    aim: str
    said: Callable[[Figures], str]
    good: Callable[[Figures], bool] | None = None

    def row(self, figures: Figures) -> str:
        """The row; figures that are not there are said to be missing."""
        try:
            said = self.said(figures)
            verdict = "" if self.good is None else "reached" if self.good(figures) else "**missed**"
        except (KeyError, TypeError, IndexError):
            said, verdict = MISSING, ""
        return f"| {self.what} | {self.aim} | {said} | {verdict} |"


def _requests(name: str) -> Callable[[Figures], str]:
    def said(figures: Figures) -> str:
        found = figures["requests"][name]
        bare = f"{found['bare_requests_per_second']:,}"
        return f"{found['ratio']:.2f} ({found['requests_per_second']:,} of {bare} requests/s, p99 {found['p99_ms']} ms)"

    return said


def _ratio(name: str, what: str, aim: float | None) -> Line:
    good = None if aim is None else lambda figures: figures["requests"][name]["ratio"] >= aim
    return Line(what, "" if aim is None else f"≥ {aim:.2f} of bare Flask", _requests(name), good)


def _statements(figures: Figures) -> str:
    parts = [
        f"{name} {found['statements']} / {found['statements_after_a_change']}"
        for name, found in figures["requests"].items()
        if "first request" not in name
    ]
    return "; ".join(parts)


def _few_statements(figures: Figures) -> bool:
    found = figures["requests"].values()
    return all(max(one["statements"], one["statements_after_a_change"]) <= one["aim_statements"] for one in found)


def _screens(figures: Figures) -> str:
    found = {name: one for name, one in figures["requests"].items() if name.startswith("screen ")}
    if not found:
        raise KeyError("screen")
    return "; ".join(f"{name.removeprefix('screen ')} {one['requests_per_second']:,}" for name, one in found.items())


def _came(name: str) -> Callable[[Figures], str]:
    def said(figures: Figures) -> str:
        found = figures["hall"][name]
        records = ", ".join(map(str, found["records"]))
        return (
            f"{found['failed']} failed, records {records}; press p95 {found['press_p95_ms']:.0f} ms{_own_lag(found)}, "
            f"the last press answered after {found['seconds_to_the_last_press_answered']} s, the page it leads to "
            f"after {found['seconds_to_the_last']} s; screens {found['screens']['failed']} and desks "
            f"{found['desks']['failed']} failed"
        )

    return said


def _own_lag(found: Figures) -> str:
    """What of it the crowd waited for itself, since it shares the cores."""
    return f" (the crowd's own lag p95 {found['own_lag_p95_ms']:.0f} ms)" if "own_lag_p95_ms" in found else ""


def _all_came(name: str, limit: Callable[[Figures], bool]) -> Callable[[Figures], bool]:
    def good(figures: Figures) -> bool:
        found = figures["hall"][name]
        others = found["screens"]["failed"] + found["desks"]["failed"]
        exact = set(found["records"]) == {found["phones"]}
        return found["failed"] == others == 0 and exact and limit(found)

    return good


def _visit(name: str) -> Line:
    return Line(
        f"first visit of {name} on a phone, compressed, everything",
        "≤ 40 KB",
        lambda figures: f"{figures['first_visit'][name]['bytes'] / 1024:.1f} KB",
        lambda figures: figures["first_visit"][name]["bytes"] <= 40 * 1024,
    )


def _memory(which: str, name: str, aim: int) -> Line:
    what = "largest process" if "largest" in name else "all processes"
    return Line(
        f"memory over ten years of a district after load, {which}: {what}",
        f"≤ {aim} MB",
        lambda figures: "{} MB after {:,} answers in {} minutes".format(
            *(figures["district"]["memory"][which][key] for key in (name, "answers", "minutes"))
        ),
        lambda figures: figures["district"]["memory"][which][name] <= aim,
    )


def _page(path: str, aim: int, what: str) -> Line:
    def median(figures: Figures) -> float:
        return next(page["median_ms"] for at, page in figures["district"]["pages"].items() if at.startswith(path))

    def said(figures: Figures) -> str:
        try:
            return f"{median(figures):.0f} ms"
        except StopIteration:
            raise KeyError(path) from None

    return Line(what, f"≤ {aim:,} ms", said, lambda figures: median(figures) <= aim)


def _lists(figures: Figures) -> str:
    pages = figures["district"]["pages"]
    over = figures["district"]["over"]
    named = "; over their aim: " + ", ".join(f"`{path}` {pages[path]['median_ms']:.0f} ms" for path in over)
    return f"{len(pages) - len(over)} of {len(pages)} pages" + (named if over else "")


LINES = [
    _ratio("schedule", "schedule for everybody, second page", 0.40),
    _ratio("schedule, first request", "schedule, first request (no cookie yet)", 0.40),
    _ratio("schedule, signed in", "schedule, signed in", 0.25),
    _ratio("session", "session page for everybody", None),
    Line(
        "schedule with nothing kept, against the same template on rows in memory (CPU)",
        "≥ 0.50",
        lambda figures: f"{figures['schedule_cpu_microseconds']['nothing_kept_ratio']:.2f}",
        lambda figures: figures["schedule_cpu_microseconds"]["nothing_kept_ratio"] >= 0.5,
    ),
    Line("screens, requests/s: drawn anew, and unchanged", "", _screens),
    Line("statements a page: kept / first after a change", "≤ 3 schedule and screens, ≤ 8 others", _statements,
         _few_statements),
    Line("500 phones within 10 s, each pressed three times, 40 screens and 3 desks polling",
         "0 failed, 500 records, p95 ≤ 300 ms", _came("phones_in_ten_seconds"),
         _all_came("phones_in_ten_seconds", lambda found: found["press_p95_ms"] <= 300)),
    Line("500 phones in one instant, page and check-in", "all acknowledged ≤ 2 s", _came("phones_at_once"),
         _all_came("phones_at_once", lambda found: found["seconds_to_the_last_press_answered"] <= 2)),
    Line("40 screens left alone", "≤ 2 % of one core",
         lambda figures: f"{100 * figures['hall']['left_alone']['share_of_one_core']:.1f} %",
         lambda figures: figures["hall"]["left_alone"]["share_of_one_core"] <= 0.02),
    Line("a change of the schedule on all 40 screens", "≤ 15 s",
         lambda figures: "{seconds_to_the_last} s, half of them {seconds_to_the_median} s".format(
             **figures["hall"]["change"]),
         lambda figures: figures["hall"]["change"]["seconds_to_the_last"] <= 15
         and figures["hall"]["change"]["reached"] == figures["hall"]["change"]["screens"]),
    Line("a step of the stage on all screens of the session", "≤ 3 s",
         lambda figures: "{seconds_to_the_last} s, half of them {seconds_to_the_median} s".format(
             **figures["hall"]["stage"]),
         lambda figures: figures["hall"]["stage"]["seconds_to_the_last"] <= 3
         and figures["hall"]["stage"]["reached"] == figures["hall"]["stage"]["screens"]),
    *map(_visit, ("schedule", "session", "home", "check-in")),
    Line("start of an installed server to the first answer", "≤ 1.2 s",
         lambda figures: f"{figures['start']['seconds_to_first_answer']} s",
         lambda figures: figures["start"]["seconds_to_first_answer"] <= 1.2),
    Line("memory when that evening is over, 2 processes: largest process; all", "≤ 110 MB; ≤ 190 MB",
         lambda figures: "{largest_process_rss_mb} MB; {all_processes_pss_mb} MB".format(**figures["hall"]["memory"]),
         lambda figures: figures["hall"]["memory"]["largest_process_rss_mb"] <= 110
         and figures["hall"]["memory"]["all_processes_pss_mb"] <= 190),
    _memory("1 process", "largest_process_rss_mb", 110),
    _memory("2 processes", "all_processes_pss_mb", 190),
    _memory("2 processes", "largest_process_rss_mb", 110),
    Line("pages over ten years of a district within their aim", "lists 50 ms, others 200, sums of a year 1,000", _lists,
         lambda figures: not figures["district"]["over"]),
    _page("/study/hours?unit=", 200, "hours of a branch"),
    _page("/study/hours?year=", 1000, "hours of a district"),
    Line("roster import, 13,000 rows from a workbook", "≥ 2,000 rows/s",
         lambda figures: "{rows_per_second:,}; once more {again_rows_per_second:,}".format(**figures["import"]),
         lambda figures: figures["import"]["rows_per_second"] >= 2000),
]  # fmt: skip


def conditions(figures: Figures) -> str:
    """When, what and on what, as a sentence."""
    how = figures.get("measured")
    if how is None:
        return "The run on the final code has not been made yet."
    return (
        f"{how['at'][:10]}, commit {how['commit'] or 'unknown'}, {how['machine']}, Python {how['python']}, "
        f"{how['database']}, {how['rounds']} rounds of {how['seconds']:g} s."
    )


def table(figures: Figures) -> str:
    """The sentence and the table of one run, and how cost grows."""
    rows = ["| what | aim | measured | |", "|---|---|---|---|", *(line.row(figures) for line in LINES)]
    return "\n".join([conditions(figures), "", *rows, "", *grown(figures)])


def grown(figures: Figures) -> list[str]:
    """Milliseconds of pages that add up much, by the number of centres in the house."""
    found = dict(figures.get("district", {}).get("growth", {}))
    attended = found.pop("attendances", None)
    if not attended:
        return ["How cost grows from 1 to 31 centres: " + MISSING + "."]
    sizes = list(attended)
    return [
        "| median in ms, by centres in the house | " + " | ".join(sizes) + " |",
        "|---|" + "---|" * len(sizes),
        "| attendances in ten years | " + " | ".join(f"{attended[size]:,}" for size in sizes) + " |",
        *(
            f"| `{path}` | " + " | ".join(f"{times[size]:.0f}" if size in times else "" for size in sizes) + " |"
            for path, times in found.items()
        ),
    ]


def written(page: str, runs: list[Figures]) -> str:
    """The page with these runs between its marks."""
    body = "\n\n".join(table(figures) for figures in runs)
    return re.sub(f"{BEGIN}.*{END}", lambda _found: f"{BEGIN}\n{body}\n{END}", page, flags=re.DOTALL)


def main(arguments: list[str]) -> None:
    """Read the runs, write the page."""
    if not arguments:
        sys.exit(__doc__)
    runs = [json.loads(Path(name).read_text("utf-8")) for name in arguments]
    PAGE.write_text(written(PAGE.read_text("utf-8"), runs), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
