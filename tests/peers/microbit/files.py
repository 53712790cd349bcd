#!/usr/bin/python3 -B
"""Checks that files on the simulated micro:bit's file system survive resets and, with --flash, processes.

usage: tests/peers/microbit/files.py
"""

import sys
import tempfile
from pathlib import Path

from bench import IMAGE, Failure, require_in
from board import Board, run, run_script

WRITE = "f = open('note.txt', 'w'); f.write('kept here'); f.close()"
READ = "open('note.txt').read()"


def over_resets():
    with Board(IMAGE, "--board", "microbit", console="uart0") as board:
        board.prompt()
        board.command(WRITE)
        require_in("'kept here'", board.command(READ))
        board.send("\x04")
        board.expect("soft reboot")
        board.expect(">>> ")
        require_in("'kept here'", board.command(READ))
        board.send("import microbit; microbit.reset()\r")
        board.expect("MicroPython v1.")
        board.expect(">>> ")
        require_in("'kept here'", board.command(READ))


def over_processes():
    with tempfile.TemporaryDirectory() as folder:
        flash = Path(folder, "flash.bin")
        run_script(IMAGE, f"{WRITE}\n", "--board", "microbit", "--flash", flash)
        output, _ = run_script(
            IMAGE, f"import os\nprint(os.listdir(), {READ})\n", "--board", "microbit", "--flash", flash
        )
        require_in("['note.txt'] kept here", output)
        output, _ = run_script(IMAGE, "import os\nprint(os.listdir())\n", "--board", "microbit")
        require_in("[]", output)


def main_py():
    """A main.py in flash runs at the next start."""
    with tempfile.TemporaryDirectory() as folder:
        flash = Path(folder, "flash.bin")
        program = "print('started ' + __name__)"
        run_script(
            IMAGE,
            f"f = open('main.py', 'w')\nf.write({program!r})\nf.close()\n",
            "--board",
            "microbit",
            "--flash",
            flash,
        )
        run(IMAGE, "--board", "microbit", "--flash", flash, "--expect-text", "started __main__", "--timeout", "2s")


def main():
    failed = 0
    for function in (over_resets, over_processes, main_py):
        try:
            function()
        except Failure as failure:
            failed += 1
            print(f"FAIL {function.__name__}: {failure}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
