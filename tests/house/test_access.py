"""Every address has exactly one declared rule, and one name."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView

from fluxus.access import allow, is_third_party, public
from network.rules import is_colleague
from tests.house.addresses import THIRD_PARTY_BRANCHES, Address, addresses, own
from tests.house.source import PACKAGES


def faults(address: Address) -> Iterator[str]:
    module = address.view.__module__
    has_rule = "access_rule" in vars(address.view)
    if address.branch:
        # the admin and allauth wrap views of ours and of import-export too; these sites check for themselves
        if has_rule:
            yield f"{address.path}: a rule of ours inside a branch of others"
        return
    if module.split(".")[0] not in PACKAGES:
        yield f"{address.path}: {module} is not ours"
    if is_third_party(address.view):
        yield f"{address.path}: counts as a view of others and would be open to all"
    if not has_rule:
        yield f"{address.path}: no access rule"


def test_every_address_has_one_rule() -> None:
    assert [fault for address in addresses() for fault in faults(address)] == []


def test_every_rule_is_a_predicate_of_the_house() -> None:
    """Rules live in `rules.py`, so that one file says who may what."""
    rules = {address.view.access_rule for address in own()} - {None}  # type: ignore[attr-defined]  # set by fluxus.access
    strange = {f"{rule.__module__}.{rule.__name__}" for rule in rules if not rule.__module__.endswith(".rules")}
    assert strange == set()


def test_every_own_address_has_one_name() -> None:
    names = Counter(address.name for address in own())
    assert [address.path for address in own() if address.name.endswith(":") or not address.name] == []
    assert [name for name, times in names.items() if times > 1] == []


def test_branches_of_others_exist() -> None:
    assert {address.branch for address in addresses()} - {None} == set(THIRD_PARTY_BRANCHES)


class TestItself:
    """Each check sees the fault that it is for."""

    def look(self, view: Any) -> list[str]:
        return [fault for address in addresses([path("x/", view, name="x")]) for fault in faults(address)]

    def test_view_without_rule(self) -> None:
        def page(request: HttpRequest) -> HttpResponse: ...

        page.__module__ = "network.views.page"
        assert self.look(page) == ["x/: no access rule"]

    def test_view_with_rule(self) -> None:
        for declare in (public, allow(is_colleague)):

            def page(request: HttpRequest) -> HttpResponse: ...

            page.__module__ = "network.views.page"
            assert self.look(declare(page)) == []

    def test_view_of_others_outside_their_branch(self) -> None:
        assert len(self.look(RedirectView.as_view(url="/"))) == 2
