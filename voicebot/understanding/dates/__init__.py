"""Days and times in what a caller said: `read_dates`, and dates of birth: `parse_dob`."""

from voicebot.understanding.dates.reading import DateReading, read_dates

__all__ = ["DateReading", "read_dates"]
