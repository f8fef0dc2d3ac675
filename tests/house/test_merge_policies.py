"""Every key to a partner says what becomes of it when two partners are merged."""

import pytest
from django.conf import settings
from django.db import models
from django.test import override_settings

from network.domain.merging.relations import POLICIES, keys_to_partners, relations, same_constraints
from tests.house.addresses import own


def labels() -> set[str]:
    return {f"{model._meta.label}.{field}" for model, field in keys_to_partners()}


def faults() -> list[str]:
    """Keys without a word in MERGE_POLICIES, words for keys that do not exist, and words nobody knows."""
    said = settings.MERGE_POLICIES
    known = {label for label, policy in said.items() if policy.partition(":")[0] in POLICIES}
    return sorted(
        [f"{label} has no policy" for label in labels() - said.keys()]
        + [f"{label} does not exist" for label in said.keys() - labels()]
        + [f"{label} has an unknown policy" for label in said.keys() - known]
    )


def test_every_key_to_a_partner_has_a_merge_policy() -> None:
    assert faults() == []


def test_keys_are_found_in_the_whole_house() -> None:
    assert {"bookings.Booking.partner", "contracts.Invoice.partner", "network.SchoolProfile.partner"} <= labels()
    assert len(labels()) >= 30


@pytest.mark.parametrize(
    ("policies", "fault"),
    [
        ({}, "network.Task.partner has no policy"),
        ({**settings.MERGE_POLICIES, "network.Gone.partner": "move"}, "network.Gone.partner does not exist"),
        ({**settings.MERGE_POLICIES, "network.Task.partner": "burn"}, "network.Task.partner has an unknown policy"),
    ],
)
def test_missing_strange_and_unknown_policies_are_seen(policies: dict[str, str], fault: str) -> None:
    with override_settings(MERGE_POLICIES=policies):
        assert fault in faults()


def test_rows_that_may_stand_there_once_are_not_only_followed() -> None:
    """What follows without a look may not have a rule 'once per partner': the merge would break on it."""
    assert [each.label for each in relations() if each.policy == "follow" and list(same_constraints(each))] == []


def test_field_by_which_two_are_the_same_exists() -> None:
    for each in relations():
        assert bool(each.by) == (each.policy == "gather")
        if each.by:
            assert isinstance(each.model._meta.get_field(each.by), models.CharField)


def test_addresses_of_partners_exist_and_take_a_key() -> None:
    known = {address.name: address for address in own()}
    assert set(settings.PARTNER_ADDRESSES) <= known.keys()
