"""Runs commands in turn, round after round: A B C A B C ... A plan in JSON on stdin, what each took in JSON on stdout.

Node.js cannot tell the memory of a child: wait4(2) does. It is that of the largest process of those that the command
started and waited for, and at least this one's own (about 11 MB), which posix_spawn(3) shares for a moment.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

plan = json.load(sys.stdin)
environment = plan["environment"]
taken = {command["name"]: [] for command in plan["commands"]}


def run(name, words, codes):
    with tempfile.TemporaryFile() as said, open(os.devnull) as nothing:
        files = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), 0)]
        files += [(os.POSIX_SPAWN_DUP2, said.fileno(), fd) for fd in (1, 2)]
        start = time.monotonic()
        child = os.posix_spawn(words[0], words, environment, file_actions=files)
        _, status, usage = os.wait4(child, 0)
        milliseconds = (time.monotonic() - start) * 1000
        code = os.waitstatus_to_exitcode(status)
        if code not in codes:
            said.seek(0)
            words = said.read().decode(errors="replace")[-2000:]
            sys.exit(f"{name}: exit code {code}\n{words}")
        return {"milliseconds": milliseconds, "megabytes": usage.ru_maxrss / 1024}


for _ in range(plan["rounds"]):
    for command in plan["commands"]:
        if "before" in command:
            subprocess.run(
                ["/bin/sh", "-ec", command["before"]], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        taken[command["name"]].append(run(command["name"], command["words"], command.get("codes", [0])))

json.dump(taken, sys.stdout)
