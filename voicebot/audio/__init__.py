"""Samples and speech boundaries: mu-law, resampling, blocks, WAV, endpointing. Pure."""
