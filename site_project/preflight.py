"""Looks at the machine before anything is installed. Plain Python on purpose: an old one must be able to say no."""

import socket
import sys

OLD = "Candid needs Python 3.11 or newer, and this is {}.{}: install python3.11 and run make again."
BARE = "This Python has no {}: install python3-venv (sudo apt install python3-venv) and run make again."
TAKEN = "Port {} is taken by another program: run make run PORT=9000, or any other free port."


def complaint(argv: "list[str]") -> str:
    """Return the one sentence that stops the start, or an empty text."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- an older Python may well read this file
        return OLD.format(*sys.version_info[:2])
    for module in ("ensurepip", "venv"):
        try:
            __import__(module)
        except ImportError:
            return BARE.format(module)
    if len(argv) > 1 and not is_free(argv[1]):
        return TAKEN.format(argv[1])
    return ""


def is_free(port: str) -> bool:
    """Return True where a server could listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(complaint(sys.argv) or 0)
