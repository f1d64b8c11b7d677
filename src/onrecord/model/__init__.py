"""The neural reader: words and windows in, and the decoding of its scores. Its weights and its session are not there yet."""
