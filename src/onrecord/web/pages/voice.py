"""Not written yet."""

from fastapi import APIRouter

router = APIRouter()
