"""Compares what a run did to PIO blocks and what came of it with the prediction of pio_model.py: each edge of each pin
that a block drives, each step of each program counter, each value that is read from FIFOs and status registers, at the
very cycle of clk_sys, which runs at 125 MHz."""

import json
import re
import tempfile
from pathlib import Path

from board import require
from pio_model import GPIOS, Block

CYCLE_PS = 8_000
FUNCTIONS = {6: 0, 7: 1}  # FUNCSEL: which block
RESET_BITS = (10, 11)  # of RESETS.RESET


class Capture:
    """What a run did: accesses to registers, levels of the pins, steps of the program counters. `start(*options)` runs
    it with these options of `terrarium run`."""

    def __init__(self, start):
        with tempfile.TemporaryDirectory() as folder:
            trace, vcd = Path(folder, "trace.jsonl"), Path(folder, "pins.vcd")
            start(
                *("--vcd", vcd, "--vcd-timescale", "1ps", "--vcd-add", "PIO0.SM?_ADDR", "--vcd-add", "PIO1.SM?_ADDR"),
                *("--trace", trace, "--trace-filter", "register:PIO?.*,register:IO_BANK0.GPIO*_CTRL,register:RESETS.RESET"),
            )
            require(vcd.exists(), "the run did not begin")
            self.accesses = [json.loads(line) for line in trace.open()]
            self.levels, self.steps, self.end = read_vcd(vcd)


def as_seen(steps, end):
    """Of steps at one edge the last one, which a reset may have made, and that only if it is a change."""
    result = []
    for edge, pc in steps:
        if result and result[-1][0] == edge:
            result.pop()
        if edge < end and pc != (result[-1][1] if result else 0):
            result.append((edge, pc))
    return result


def read_vcd(path):
    """({GPIO: [(picoseconds, level)]}, {"PIO0.SM0_ADDR": [(picoseconds, value)]}, the last time); level is None while a
    pin floats."""
    header, _, body = path.read_text().partition("$enddefinitions $end")
    names, scopes = {}, []
    for line in header.splitlines():
        words = line.split()
        if words[:1] == ["$scope"]:
            scopes.append(words[2])
        elif words[:1] == ["$upscope"]:
            scopes.pop()
        elif words[:1] == ["$var"]:
            names.setdefault(words[3], []).append(words[4] if words[2] == "1" else f"{scopes[-1]}.{words[4]}")
    levels, steps, now = {}, {}, 0
    for line in body.splitlines():
        if line[:1] == "#":
            now = int(line[1:])
        elif line[:1] == "b":
            value, symbol = line[1:].split()
            for name in names[symbol]:
                steps.setdefault(name, []).append((now, int(value, 2) if value.isdigit() else 0))
        elif line[:1] in ("0", "1", "z"):
            for name in names[line[1:]]:
                if re.fullmatch(r"GPIO\d+", name):
                    levels.setdefault(int(name[4:]), []).append((now, {"0": 0, "1": 1, "z": None}[line[0]]))
    return levels, steps, now


class Prediction:
    """What one block does, by the model; and how it differs from what was seen."""

    def __init__(self, capture, number):
        self.capture, self.number, self.name = capture, number, f"PIO{number}"
        own = [access for access in capture.accesses if access["source"].startswith(self.name + ".")]
        begun, self.phase = own[0]["end_ps"], own[0]["end_ps"] % CYCLE_PS
        self.pins, self.steps = [(-1, 0, 0)], {sm: [] for sm in range(4)}
        self.block = Block(self.on_pins, self.on_step)
        self.block.set_levels(self.inputs())
        self.reads = 0
        for access in capture.accesses:
            block, _, register = access["source"].partition(".")
            if access["end_ps"] < begun or block not in (self.name, "RESETS"):
                continue
            edge, writes = self.edge(access["end_ps"], exact=True), access["what"].endswith("write")
            if block == "RESETS":
                if writes and access["value"] >> RESET_BITS[number] & 1:
                    self.block.reset(edge)
            elif writes:
                self.block.write(edge, register, access["value"])
            else:
                self.compare_read(edge, register, access["value"])
        self.end = self.edge(capture.end)
        self.block.run(self.end)

    def edge(self, time, exact=False):
        edge, rest = divmod(time - self.phase, CYCLE_PS)
        require(not exact or rest == 0, f"{self.name}: at {time} ps there is no edge of clk_sys")
        return edge

    def on_pins(self, edge, out, oe):
        self.pins.append((edge, out, oe))

    def on_step(self, edge, machine, pc):
        self.steps[machine].append((edge, pc))

    def inputs(self):
        changes = {}
        for pin, levels in self.capture.levels.items():
            for time, level in levels:
                changes.setdefault(self.edge(time), {})[pin] = level or 0
        word, result = 0, []
        for edge in sorted(changes):
            for pin, level in changes[edge].items():
                word = word & ~(1 << pin) | level << pin
            result.append((edge, word))
        return result

    def compare_read(self, edge, register, value):
        predicted = self.block.read(edge, register)
        if predicted is not None:
            self.reads += 1
            require(value == predicted, f"{self.name}.{register} at edge {edge}: read {value:#x}, predicted {predicted:#x}")

    def compare_steps(self):
        count = 0
        for machine, predicted in self.steps.items():
            predicted = as_seen(predicted, self.end)
            seen = self.capture.steps.get(f"{self.name}.SM{machine}_ADDR", [])[1:]
            seen = [(self.edge(time, exact=True), pc) for time, pc in seen]
            seen = as_seen(seen, self.end)
            for one, other in zip(predicted, seen):
                require(one == other, f"{self.name}.SM{machine}: predicted edge {one[0]}, PC {one[1]}; seen {other[0]}, {other[1]}")
            require(len(predicted) == len(seen), f"{self.name}.SM{machine}: {len(predicted)} steps predicted, {len(seen)} seen")
            count += len(seen)
        return count

    def drives(self, pin):
        """[(picoseconds, level)] that the block drives the pin to, by the function and overrides that the program chose; None
        where it does not."""
        controls = [(0, 0x1F)]
        for access in self.capture.accesses:
            if access["source"] == f"IO_BANK0.GPIO{pin}_CTRL" and access["what"].endswith("write"):
                controls.append((access["end_ps"], access["value"]))
        changes = [(self.phase + edge * CYCLE_PS, (out >> pin & 1, oe >> pin & 1)) for edge, out, oe in self.pins if edge < self.end]
        control, state, result = 0x1F, (0, 0), []
        events = [(time, 0, value) for time, value in controls] + [(time, 1, value) for time, value in changes]
        for time, kind, value in sorted(events, key=lambda event: event[:2]):
            if kind == 0:
                control = value
            else:
                state = value
            drive = None
            if FUNCTIONS.get(control & 0x1F) == self.number:
                level = (state[0], 1 - state[0], 0, 1)[control >> 8 & 3]
                enable = (state[1], 1 - state[1], 0, 1)[control >> 12 & 3]
                drive = level if enable else None
            if not result or result[-1][1] != drive:
                result.append((time, drive))
        return result

    def compare_pin(self, pin):
        """How many edges the pin has while the block drives it, or by its driving or letting go."""
        drives, levels = self.drives(pin), self.capture.levels.get(pin, [])
        if all(drive is None for _, drive in drives):
            return 0
        times = sorted({time for time, _ in drives} | {time for time, _ in levels})
        drive = level = None
        next_drive = next_level = count = 0
        for time in times:
            if time >= self.capture.end - CYCLE_PS:
                break
            before = (drive, level)
            while next_drive < len(drives) and drives[next_drive][0] <= time:
                drive = drives[next_drive][1]
                next_drive += 1
            while next_level < len(levels) and levels[next_level][0] <= time:
                level = levels[next_level][1]
                next_level += 1
            require(
                drive is None or drive == level,
                f"GPIO{pin} at {time} ps: {self.name} drives {drive}, seen {level}; before {before}",
            )
            count += level != before[1] and drive != before[0]
        return count


def compare(capture):
    """([Prediction] of the blocks that were used, what agrees in words). Failure where something does not."""
    used = [number for number in (0, 1) if any(access["source"] == f"PIO{number}.CTRL" for access in capture.accesses)]
    require(used, "no PIO was used")
    predictions = [Prediction(capture, number) for number in used]
    steps = sum(prediction.compare_steps() for prediction in predictions)
    edges = sum(prediction.compare_pin(pin) for prediction in predictions for pin in range(GPIOS))
    reads = sum(prediction.reads for prediction in predictions)
    require(steps or edges, "nothing happened")
    return predictions, f"{edges} edges, {steps} steps, {reads} reads as predicted"
