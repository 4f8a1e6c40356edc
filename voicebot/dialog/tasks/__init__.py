"""What callers come for, one module each; `manager` decides which of them is at work."""
