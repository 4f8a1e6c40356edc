"""Simulated callers: what they want, how they talk, what they make of the bot's words.

A caller hears words and says words. It knows nothing of the bot's states or of its replies' keys,
so whatever passes between the two has been said and understood.
"""
