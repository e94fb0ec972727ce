"""Duties: what a person must do before anything else."""

from __future__ import annotations

from enum import StrEnum


class Duty(StrEnum):
    """One thing that is asked first."""

    SECOND_FACTOR = "second_factor"
    PASSWORD = "password"  # noqa: S105 - the name of a duty
