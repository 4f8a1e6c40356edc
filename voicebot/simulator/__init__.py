"""The other end of the line: a phone, callers, bad channels, and reports on how it went."""
