"""The only async loop of a call, the model workers and the calendar desk."""
