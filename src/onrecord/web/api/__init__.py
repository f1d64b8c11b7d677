"""The HTTP API under /api/v1: one module a subject; ``mounted`` puts them together. Nothing is imported here: the guards need the problems alone."""
