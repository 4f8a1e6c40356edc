"""One call as one plain object: told what happened, it answers with what to do. Pure."""
