"""Which addresses a test may talk to: this machine's own."""

import ipaddress
import socket
from typing import Any


class LeavesTheMachine(AssertionError):
    """A test tried to reach the network."""


def refuse_outside(family: int, address: Any) -> None:
    """Raise for any address but loopback and sockets in the file system."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0])
    if host == "localhost" or is_loopback(host):
        return
    raise LeavesTheMachine(f"a test wants to connect to {address!r}")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
