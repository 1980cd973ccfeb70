"""A line between one visitor and the site that can go dead: nothing passes any more, and nothing is closed."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benchmarks.processes import port_free


class Proxy:
    """Passes bytes on. `cut` makes every connection there is dead, without a word to either end; new ones work."""

    def __init__(self, upstream: int, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", port))
        self._alive = threading.Event()
        self._alive.set()
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._alive.clear()
        self._alive = threading.Event()
        self._alive.set()

    def close(self) -> None:
        self.cut()
        self._listener.close()
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                visitor, _ = self._listener.accept()
                site = socket.create_connection(("127.0.0.1", self._upstream))
            except OSError:
                return
            self._sockets += [visitor, site]
            for ends in ((visitor, site), (site, visitor)):
                threading.Thread(target=self._pump, args=(*ends, self._alive), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, alive: threading.Event) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if alive.is_set():
                    target.sendall(data)
            if alive.is_set():
                target.shutdown(socket.SHUT_WR)


@contextmanager
def proxies(upstream: int, ports: list[int]) -> Iterator[list[Proxy]]:
    opened = [Proxy(upstream, port) for port in ports]
    try:
        yield opened
    finally:
        for proxy in opened:
            proxy.close()


def ports_free(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that nothing listens on, each another."""
    found: set[int] = set()
    while len(found) < count:
        found.add(port_free())
    return sorted(found)
