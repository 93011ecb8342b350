#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Asks QEMU over its control socket.

qmp.py watch SOCKET SECONDS  prints how the guest ended: shutdown, internal-error ...,
                             or timeout; ends QEMU when that did not end by itself
qmp.py pin SOCKET            gives every virtual CPU a CPU of its own
"""
import json
import os
import socket
import sys
import time


class Qmp:
    def __init__(self, path, deadline):
        self.socket = socket.socket(socket.AF_UNIX)
        self.events = []
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        self.socket.settimeout(max(deadline - time.monotonic(), 0.1))
        self.lines = self.socket.makefile("r")
        self.next()
        self.ask("qmp_capabilities")

    def next(self):
        line = self.lines.readline()
        if not line:
            raise ConnectionError("QEMU is gone")
        return json.loads(line)

    def ask(self, command):
        self.socket.sendall(json.dumps({"execute": command}).encode() + b"\n")
        while True:
            answer = self.next()
            if "event" not in answer:
                return answer.get("return")
            self.events.append(answer)

    def ending(self):
        """The event that tells how the guest ended, or None so far."""
        while self.events:
            event = self.events.pop(0)
            if event["event"] == "SHUTDOWN":
                return "shutdown"
            if event["event"] in ("STOP", "GUEST_PANICKED"):
                return self.ask("query-status")["status"]
        return None


def watch(path, seconds):
    deadline = time.monotonic() + seconds
    try:
        qmp = Qmp(path, deadline)
        # It may have stopped before we listened: events are not repeated.
        ended = None
        while not ended:
            status = qmp.ask("query-status")["status"]
            ended = qmp.ending()
            if status not in ("running", "prelaunch", "inmigrate"):
                ended = status
            if time.monotonic() > deadline:
                ended = "timeout"
            time.sleep(0.05)
        if ended != "shutdown":
            qmp.ask("quit")
    except (OSError, ValueError):
        ended = "timeout" if time.monotonic() > deadline else "gone"
    print(ended)


def pin(path):
    qmp = Qmp(path, time.monotonic() + 10)
    # The last to the last, which test_progs measures on: interrupts and other work gather
    # on the first.
    cpus = sorted(qmp.ask("query-cpus-fast"), key=lambda cpu: cpu["cpu-index"])
    free = sorted(os.sched_getaffinity(0))[-len(cpus):]
    for cpu, place in zip(cpus, free):
        os.sched_setaffinity(cpu["thread-id"], {place})


if __name__ == "__main__":
    if sys.argv[1:2] == ["watch"] and len(sys.argv) == 4:
        watch(sys.argv[2], float(sys.argv[3]))
    elif sys.argv[1:2] == ["pin"] and len(sys.argv) == 3:
        pin(sys.argv[2])
    else:
        sys.exit(__doc__)
