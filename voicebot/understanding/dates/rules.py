"""All rules of the grammar of time, by the name of what they read."""

from __future__ import annotations

from collections.abc import Sequence

from voicebot.understanding.dates import (
    rules_clock,
    rules_dates,
    rules_numbers,
    rules_offsets,
    rules_periods,
    rules_ranges,
)
from voicebot.understanding.dates.grammar import Rule

_TABLES = (
    rules_numbers.RULES,
    rules_clock.RULES,
    rules_dates.RULES,
    rules_periods.RULES,
    rules_offsets.RULES,
    rules_ranges.RULES,
)
RULES: dict[str, Sequence[Rule]] = {
    name: group for table in _TABLES for name, group in table.items()
}
