"""A self-hosted voice bot that answers a business's phone and books appointments."""

__version__ = "0.1.0"
