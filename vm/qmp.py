# SPDX-License-Identifier: GPL-2.0-only
"""Talks to QEMU over its control socket."""
import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

_RUNNING = ("running", "prelaunch", "inmigrate")


class Qmp:
    """A connection.  All methods raise OSError or ValueError if QEMU does not answer before
    deadline.

    alive returns whether QEMU still runs, so that waiting makes sense.
    """

    def __init__(self, path: str, deadline: float, alive: Callable[[], bool] = lambda: True) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._events: list[dict] = []
        while True:
            try:
                self._socket.connect(path)
                break
            except OSError:
                if time.monotonic() > deadline or not alive():
                    raise
                time.sleep(0.05)
        self._socket.settimeout(max(deadline - time.monotonic(), 0.1))
        self._lines = self._socket.makefile("r", encoding="utf-8")
        self._next()
        self.ask("qmp_capabilities")

    def _next(self) -> dict:
        line = self._lines.readline()
        if not line:
            raise ConnectionError("QEMU is gone")
        return json.loads(line)

    def ask(self, command: str, **arguments):
        """Returns the answer of QEMU; None if it refuses."""
        message = {"execute": command} | ({"arguments": arguments} if arguments else {})
        self._socket.sendall(json.dumps(message).encode() + b"\n")
        while True:
            answer = self._next()
            if "event" not in answer:
                return answer.get("return")
            self._events.append(answer)

    def ending(self) -> str | None:
        """Returns how the guest ended according to the events so far; None if it has not ended."""
        while self._events:
            event = self._events.pop(0)
            if event["event"] == "SHUTDOWN":
                return "shutdown"
            if event["event"] in ("STOP", "GUEST_PANICKED"):
                return self.ask("query-status")["status"]
        return None


def watch(path: str, seconds: float, alive: Callable[[], bool] = lambda: True) -> str:
    """Waits for the end of the guest, and makes QEMU end, too.

    Returns shutdown, internal-error and so on, timeout, or gone if QEMU disappeared.
    """
    deadline = time.monotonic() + seconds
    try:
        qmp = Qmp(path, deadline, alive)
        # The guest may have stopped before the connection, and events are not repeated.
        ended = None
        while not ended:
            status = qmp.ask("query-status")["status"]
            ended = qmp.ending()
            if status not in _RUNNING:
                ended = status
            if time.monotonic() > deadline:
                ended = "timeout"
            time.sleep(0.05)
        if ended != "shutdown":
            qmp.ask("quit")
    except (OSError, ValueError):
        return "timeout" if time.monotonic() > deadline else "gone"
    return ended


def end_tests(path: str, place: Path, alive: Callable[[], bool]) -> bool:
    """Makes the kernel of the guest end everything but init, which then sends what is there.

    This is SysRq "e" after a break on the port of the console, which had no input so far.  place is
    the directory of the boot.  Returns False if QEMU refuses.
    """
    keys = place / "keys"
    # QEMU and JSON may not be able to have the path of the directory.
    seen = os.path.dirname(path)
    try:
        os.mkfifo(keys)
        # Open the pipe for reading and writing, so that neither side waits for the other.
        with open(os.open(keys, os.O_RDWR | os.O_NONBLOCK), "wb", buffering=0) as typed:
            qmp = Qmp(path, time.monotonic() + 2, alive)
            port = {"in": f"{seen}/keys", "out": f"{seen}/console", "append": True}
            if qmp.ask("chardev-change", id="serial0", backend={"type": "file", "data": port}) is None or \
                    qmp.ask("chardev-send-break", id="serial0") is None:
                return False
            typed.write(b"e")
            # QEMU must read the key before the pipe is closed.
            time.sleep(0.2)
        return True
    except (OSError, ValueError):
        return False


def pin(path: str, alive: Callable[[], bool]) -> None:
    """Pins every virtual CPU to its own CPU, as far as possible."""
    try:
        qmp = Qmp(path, time.monotonic() + 10, alive)
        # test_progs measures on the last virtual CPU, which gets the last CPU: interrupts and other
        # work gather on the first.
        cpus = sorted(qmp.ask("query-cpus-fast"), key=lambda cpu: cpu["cpu-index"])
        free = sorted(os.sched_getaffinity(0))[-len(cpus):]
        for cpu, place in zip(cpus, free):
            os.sched_setaffinity(cpu["thread-id"], {place})
    except (OSError, ValueError, TypeError):
        pass
