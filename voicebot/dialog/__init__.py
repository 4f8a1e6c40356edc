"""What the business is, what to say and ask next. Pure but for the loader, which reads YAML."""
