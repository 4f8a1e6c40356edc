"""What came of a run of simulated calls: as JSON, as lines of text, as a page of HTML."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from voicebot.simulator.trial import Trial


def summary(trials: Sequence[Trial], replay: Callable[[Trial], str]) -> dict[str, Any]:
    """The run as one JSON object. `success` is a share, 0 to 1.

    `median_turns` counts the caller's turns until the booking was told, over calls with a single
    booking; `wrong` are calls after which the calendar holds a change that nobody wanted;
    `no_way_out` are calls that did not get done and were offered neither keypad nor person.
    """
    return _figures(trials) | {
        "conditions": {
            condition: _figures([t for t in trials if t.condition == condition])
            for condition in dict.fromkeys(t.condition for t in trials)
        },
        "by_goal": _shares(trials, lambda t: t.scenario.goals[0].kind),
        "by_style": _shares(trials, lambda t: t.style),
        "by_dialog": _shares(trials, lambda t: t.scenario.setting.dialog),
        "failures": [_failure(t, replay(t)) for t in trials if not t.verdict.success],
    }


def _figures(trials: Sequence[Trial]) -> dict[str, Any]:
    verdicts = [trial.verdict for trial in trials]
    to_booking = [
        trial.verdict.turns_to_booking
        for trial in trials
        if trial.verdict.turns_to_booking is not None and _single_booking(trial)
    ]
    return {
        "scenarios": len(trials),
        "success": round(sum(v.success for v in verdicts) / max(1, len(trials)), 4),
        "false_confirmations": sum(len(v.false) for v in verdicts),
        "wrong": sum(v.wrong for v in verdicts),
        "no_way_out": sum(not v.success and not v.way_out for v in verdicts),
        "median_turns": median(to_booking) if to_booking else None,
        "turns": round(sum(v.turns for v in verdicts) / max(1, len(trials)), 1),
        "repairs": sum(v.repairs for v in verdicts),
        "call_seconds": round(sum(v.seconds for v in verdicts), 1),
        "took_seconds": round(sum(t.took_s for t in trials), 1),
        "outcomes": dict(Counter(v.outcome for v in verdicts)),
    }


def _single_booking(trial: Trial) -> bool:
    goals = trial.scenario.goals
    return len(goals) == 1 and goals[0].kind == "book" and not goals[0].between


def _shares(trials: Sequence[Trial], key: Callable[[Trial], str]) -> dict[str, Any]:
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(key(trial), []).append(trial)
    return {
        name: {"calls": len(group), "success": sum(t.verdict.success for t in group)}
        for name, group in sorted(groups.items())
    }


def _failure(trial: Trial, replay: str) -> dict[str, Any]:
    return {
        "id": trial.scenario.id,
        "condition": trial.condition,
        "why": "; ".join((*trial.verdict.why, *trial.verdict.false)),
        "gave_up": trial.gave_up,
        "outcome": trial.verdict.outcome,
        "style": trial.style,
        "voice": trial.voice,
        "replay": replay,
        "transcript": [f"{at:7.1f} {who:7s} {words}" for at, who, words in trial.transcript],
    }


# --- for people ----------------------------------------------------------------------------------


def lines(found: dict[str, Any]) -> list[str]:
    """The result in a few lines."""
    told = [
        f"{name}: {f['scenarios']} calls, {f['success']:.1%} got done, "
        f"{f['false_confirmations']} false confirmations, {f['wrong']} wrong changes, "
        f"median {f['median_turns']} turns to a booking"
        for name, f in found["conditions"].items()
    ]
    for failure in found["failures"]:
        told += ["", f"{failure['id']} ({failure['condition']}): {failure['why']}"]
        told += [f"  {line}" for line in failure["transcript"]]
        told += [f"  the caller gave up: {failure['gave_up']}"] if failure["gave_up"] else []
        told += [f"  again: {failure['replay']}"]
    return told


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Simulated calls</title>
<style>
body {{ font: 16px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem }}
table {{ border-collapse: collapse }} td, th {{ padding: .25rem .75rem; text-align: left }}
th {{ border-bottom: 1px solid }} td.n {{ text-align: right }}
pre {{ background: #f4f4f4; color: #111; padding: .75rem; overflow-x: auto }}
</style>
<h1>Simulated calls</h1>
<table><tr><th>condition<th>calls<th>got done<th>false confirmations<th>wrong changes
<th>no way out<th>median turns to a booking<th>repairs</tr>
{rows}
</table>
<h2>Failures</h2>
{failures}
</html>
"""


def page(found: dict[str, Any]) -> str:
    """The result as a page of its own, with the transcript of each failure."""
    rows = "\n".join(_row(name, figures) for name, figures in found["conditions"].items())
    failures = "\n".join(map(_section, found["failures"])) or "<p>None.</p>"
    return _PAGE.format(rows=rows, failures=failures)


def _row(name: str, figures: dict[str, Any]) -> str:
    cells = (
        figures["scenarios"],
        f"{figures['success']:.1%}",
        figures["false_confirmations"],
        figures["wrong"],
        figures["no_way_out"],
        figures["median_turns"],
        figures["repairs"],
    )
    return f"<tr><td>{html.escape(name)}" + "".join(f'<td class="n">{c}' for c in cells) + "</tr>"


def _section(failure: dict[str, Any]) -> str:
    told = "\n".join(failure["transcript"])
    return (
        f"<h3>{html.escape(failure['id'])} ({html.escape(failure['condition'])})</h3>"
        f"<p>{html.escape(failure['why'])}</p><pre>{html.escape(told)}</pre>"
        f"<p>Again: <code>{html.escape(failure['replay'])}</code></p>"
    )
