#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A fake QEMU, whose guest under KVM ends as FAKE_STATUS says, and that then never exits."""
import json
import os
import socket
import sys
import time

if "--version" in sys.argv:
    print("QEMU emulator version 99.9")
    sys.exit()
if "-qmp" not in sys.argv:
    sys.exit()
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[sys.argv.index("-qmp") + 1].split(",")[0].removeprefix("unix:"))
server.listen()
client = server.accept()[0].makefile("rw")


def send(message):
    client.write(json.dumps(message) + "\n")
    client.flush()


send({"QMP": {}})
for line in client:
    if json.loads(line)["execute"] == "query-status":
        send({"event": "RESUME"})
        send({"return": {"status": os.environ["FAKE_STATUS"]}})
    else:
        send({"return": {}})
time.sleep(1000)
