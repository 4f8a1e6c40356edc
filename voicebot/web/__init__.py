"""The HTTP side: Twilio's webhooks and media socket, staff pages, health and metrics."""
