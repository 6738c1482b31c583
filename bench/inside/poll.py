"""Asks dockerd for a sign of life about every millisecond until the file STOP is there: poll.py SOCKET STOP.

A connection for each question, as every client makes one. Prints how many were asked, how many failed, and in
milliseconds the gaps between one answer and the next.
"""

import json
import os
import socket
import sys
import time

path, stop = sys.argv[1:]
PAUSE = 0.001
LIMIT = 30


def answers():
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(LIMIT)
        try:
            connection.connect(path)
            connection.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(4096)
        except OSError:
            return False


# What is measured is the engine: the one who asks must not wait for a processor.
os.nice(-15)
asked = failed = 0
gaps = []
last = time.monotonic()
while not os.path.exists(stop):
    asked += 1
    if answers():
        now = time.monotonic()
        gaps.append((now - last) * 1000)
        last = now
    else:
        failed += 1
    time.sleep(PAUSE)
json.dump({"asked": asked, "failed": failed, "gaps": gaps}, sys.stdout)
