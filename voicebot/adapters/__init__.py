"""The engines and stores behind the ports. Built only in `voicebot.bootstrap`."""
