"""Days and times in what a caller said: `read_dates`; dates of birth: `parse_dob`, `best_dob`."""

from voicebot.understanding.dates.dob import Birth, best_dob, parse_dob, read_dob
from voicebot.understanding.dates.reading import DateReading, read_dates

__all__ = ["Birth", "DateReading", "best_dob", "parse_dob", "read_dates", "read_dob"]
