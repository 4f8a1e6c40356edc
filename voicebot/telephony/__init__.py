"""The carrier's wire: Media Streams JSON and webhooks, with no socket in sight."""
