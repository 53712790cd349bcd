"""Runs a Python program on a simulated micro:bit with Debian's MicroPython, and tells what its parts showed."""

import os
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from board import ROOT, Failure, require, require_in, run  # noqa: F401 - for those who import this module

IMAGE = Path("/usr/share/firmware-microbit-micropython/firmware.hex")
EXAMPLES = Path("/usr/share/doc/firmware-microbit-micropython/examples")
BOARD = ROOT / "boards/microbit/board.yaml"
# The net of the edge connector's P0, where the runtime plays sound.
P0 = "P0.03"
# The runtime starts a program by then.
STARTED_S = 0.2

WATCHED = re.compile(r"(\d+\.\d+) s (\w+)\.(\w+) (.*)")
# A test per example: (file, claim, function).
CHECKS = {}


def example(name, claim):
    """Marks the function that checks this example; the claim stands in docs/boards/microbit.md."""

    def register(function):
        CHECKS[name] = (claim, function)
        return function

    return register


class Seen:
    """What a run printed and showed: `values` are lists of (seconds, text) by "PART.NAME"."""

    def __init__(self, output, errors):
        self.output = output.replace("\r\n", "\n")
        self.errors = errors
        self.values = {}
        for line in errors.splitlines():
            if match := WATCHED.match(line):
                seconds, part, name, value = match.groups()
                self.values.setdefault(f"{part}.{name}", []).append((float(seconds), value))

    @property
    def frames(self):
        """Pictures of the display."""
        return self.values["display.frame"]

    def stable_frames(self, least_s=0.035):
        """[(seconds, picture)] of those that stood for so long: others mix two pictures in one window."""
        frames = self.frames
        ends = [seconds for seconds, _ in frames[1:]] + [float("inf")]
        stable = []
        for (seconds, frame), end in zip(frames, ends):
            if end - seconds >= least_s and (not stable or stable[-1][1] != frame):
                stable.append((seconds, frame))
        return stable

    def frame_at(self, seconds):
        return [frame for when, frame in self.frames if when <= seconds][-1]


def at(seconds, *acts):
    """Stimuli at one time: at(2, "button_a.pressed=1")."""
    return [f"{seconds:.6f}s:{act}" for act in acts]


def press(button, seconds, length_s=0.15):
    return at(seconds, f"{button}.pressed=1") + at(seconds + length_s, f"{button}.pressed=0")


def tilt(seconds, x=0, y=0, z=1000):
    """An acceleration along the board's axes, in milli-g."""
    return at(seconds, *(f"accelerometer.{axis}_mg={round(mg)}" for axis, mg in (("x", x), ("y", y), ("z", z))))


def run_program(script, until_s, stimuli=(), watch=("display",), parts=(), arguments=(), code=0):
    """Runs the program appended to the image. `parts` are lines that the board file gets in addition."""
    with tempfile.TemporaryDirectory() as folder:
        board = Path(folder, "board.yaml")
        board.write_text(
            BOARD.read_text().replace("\nparts:\n", "\nparts:\n" + "".join(f"  {line}\n" for line in parts))
        )
        options = ["--board", board, "--script", script, "--until", f"{until_s}s", *arguments]
        for act in stimuli:
            options += ["--stimulus", act]
        for part in watch:
            options += ["--watch", part]
        return Seen(*run(IMAGE, *options, code=code))


def run_example(name, *arguments, **options):
    return run_program(EXAMPLES / name, *arguments, **options)
