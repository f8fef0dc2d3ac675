"""No test leaves the machine."""

import socket

import pytest

from tests.network_guard import LeavesTheMachine, refuse_outside


@pytest.mark.parametrize("host", ["192.0.2.1", "8.8.8.8", "example.org", "2001:db8::1"])
def test_outside_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with pytest.raises(LeavesTheMachine):
        refuse_outside(family, (host, 80))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.0.9", "::1"])
def test_this_machine_is_allowed(host: str) -> None:
    refuse_outside(socket.AF_INET, (host, 80))


def test_the_guard_is_on() -> None:
    with socket.socket() as plug, pytest.raises(LeavesTheMachine):
        plug.connect(("192.0.2.1", 9))
