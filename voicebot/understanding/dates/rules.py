"""All rules of the grammar of time, by the name of what they read."""

from __future__ import annotations

from collections.abc import Sequence

from voicebot.understanding.dates import rules_clock, rules_days, rules_numbers, rules_ranges
from voicebot.understanding.dates.grammar import Rule

_TABLES = (
    rules_numbers.RULES,
    rules_clock.RULES,
    rules_days.RELATIVE,
    rules_days.DATE,
    rules_days.PERIOD,
    rules_days.OFFSET,
    rules_days.HOLIDAYS,
    rules_ranges.RULES,
)
RULES: dict[str, Sequence[Rule]] = {
    name: group for table in _TABLES for name, group in table.items()
}
