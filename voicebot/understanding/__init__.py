"""What the caller meant: recognised text in, intents, slots and times out. Pure."""
