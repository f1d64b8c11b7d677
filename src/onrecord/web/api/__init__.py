"""The HTTP API, versioned under ``/api/v1``: one module a subject."""
