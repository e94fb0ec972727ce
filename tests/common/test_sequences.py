"""Numbers: without a gap, whatever rolls back, and unique, however many ask at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from apps.accounts.models import Organisation
from apps.common.scope import SystemJob, system_scope
from apps.common.sequences import next_number


@pytest.mark.django_db
def test_numbers_begin_with_one_and_periods_are_apart(organisation: Organisation) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        taken = [next_number(organisation.pk, "act"), next_number(organisation.pk, "act")]
        assert taken == [1, 2]
        assert next_number(organisation.pk, "act", "2027") == 1


@pytest.mark.django_db
def test_a_rolled_back_number_is_given_out_again(organisation: Organisation) -> None:
    def take_and_fail() -> None:
        with system_scope(SystemJob.MAINTENANCE):
            next_number(organisation.pk, "act")
            raise LookupError

    with pytest.raises(LookupError):
        take_and_fail()
    with system_scope(SystemJob.MAINTENANCE):
        assert next_number(organisation.pk, "act") == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_numbers(organisation: Organisation) -> None:
    taken: list[int] = []

    def take() -> None:
        for _ in range(5):
            with system_scope(SystemJob.MAINTENANCE):
                taken.append(next_number(organisation.pk, "act"))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 41))
