"""Types keys into a shell on a pseudo-terminal and prints what the screen shows after each text, as a JSON list.

usage: shell_on_terminal.py READY -- shell arguments ...   (standard input: a JSON list of texts to type)
The shell writes READY when it is ready, before the first text and after each.
"""
import json
import os
import pty
import select
import sys
import time

LONGEST_SECONDS = 20


def read_until(terminal, prompt):
    shown = b""
    deadline = time.monotonic() + LONGEST_SECONDS
    while prompt not in shown and time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            shown += os.read(terminal, 65536)
    return shown.decode("utf8", "replace")


prompt, separator, *command = sys.argv[1:]
assert separator == "--"
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
read_until(terminal, prompt.encode())
screens = []
for text in json.load(sys.stdin):
    os.write(terminal, text.encode())
    screens.append(read_until(terminal, prompt.encode()))
os.close(terminal)
json.dump(screens, sys.stdout)
