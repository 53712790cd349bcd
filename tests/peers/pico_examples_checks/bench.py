"""What the checks of pico-examples share: an image on a Pico with parts and wires, run once, and what was seen of it."""

import bisect
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from board import ROOT, TERRARIUM, Board, Failure, require, require_in  # noqa: F401 - checks import them from here
from vcd import edges_of

CHECKS = {}  # path of the image below the build folder, without its suffix: (claim, function of a Program)
DESCRIBED = Path(__file__).resolve().parents[1] / "pico_examples_parts"
PATIENCE_S = 180


KNOWN = {}  # images whose check fails, and why


def example(image, claim, known=None):
    """Registers a check; the claim is its row in docs/pico-examples.md. `known`: why it does not hold yet."""
    if known:
        KNOWN[image] = known

    def keep(function):
        CHECKS[image] = (claim, function)
        return function

    return keep


def says(image, claim, *texts, until="3s", **options):
    """A check that the default UART prints these texts, in this order."""

    def check(program):
        program.run(until=until, **options).require_texts(*texts)

    example(image, claim)(check)


def described(name):
    """The parts of a file of pico_examples_parts, rows of a board file."""
    return (DESCRIBED / f"{name}.yaml").read_text()


class Seen:
    """What a run left: text of the consoles, what --watch and diagnostics said, edges, events."""

    def __init__(self, folder, prefix, code, errors):
        self.folder, self.prefix, self.code, self.errors = folder, prefix, code, errors

    def console(self, name="uart0"):
        path = self.folder / f"{name}.out"
        return path.read_bytes().decode(errors="replace").replace("\r\n", "\n") if path.exists() else ""

    @property
    def text(self):
        return self.console()

    def require_texts(self, *texts):
        """All of them, one behind the other."""
        rest = self.text
        for wanted in texts:
            require(wanted in rest, f"no {wanted!r} in {rest[-1500:]!r}; {self.errors[-1500:]}")
            rest = rest.partition(wanted)[2]
        return self

    def values(self, part, name):
        """What `--watch` showed of a part, in its order."""
        return re.findall(rf"{part}\.{name} (.*)", self.errors)

    def lasting(self, part, name, shortest_s):
        """The same, without what stood for a shorter time."""
        shown = [(float(when), value) for when, value in re.findall(rf"^([\d.]+) s {part}\.{name} (.*)", self.errors, re.M)]
        return [value for (when, value), (then, _) in zip(shown, shown[1:]) if then - when >= shortest_s]

    def edges(self, net):
        """[(seconds, level)] of a net, as the chip calls it."""
        return edges_of(self.folder / "pins.vcd", self.prefix + net)

    def trace(self):
        return (self.folder / "trace.txt").read_text().splitlines()


class Program:
    """An image on a Pico. Of the folders of builds, the first one that has it counts."""

    def __init__(self, builds, image):
        self.builds, self.image = builds, image
        self.kept = tempfile.TemporaryDirectory()
        self.folder = Path(self.kept.name)

    def path(self, image=None):
        """Of the image, or of another one."""
        for folder in self.builds:
            path = folder / f"{image or self.image}.uf2"
            if path.exists():
                return path
        raise Failure(f"{image or self.image}.uf2 was not built")

    def board(self, parts, name="pico", base="rpi_pico"):
        """The path of a board with more parts, rows of a board file."""
        path = self.folder / f"{name}.yaml"
        path.write_text((ROOT / f"boards/{base}/board.yaml").read_text() + ("parts:\n" + parts if parts else ""))
        return path

    def bench(self, wires, boards):
        """The path of a bench of these machines, {name: (board, image)}."""
        lines = ["machines:"]
        for name, (board, image) in boards.items():
            lines.append(f"  {name}: {{board: {board}, image: {image}, console: uart0=file:{self.folder}/{name}.out}}")
        lines += ["wires:", *(f"  - [{', '.join(wire)}]" for wire in wires)]
        path = self.folder / "bench.yaml"
        path.write_text("\n".join(lines) + "\n")
        return path

    def run(self, until="3s", parts="", wires=(), stimuli=(), watch=(), nets=(), buses=None, options=(), code=0, **rest):
        """Runs to a simulated time, past a lockup: that is how a program of the pico-sdk ends that returns from main.

        Wires join pins of the Pico, ("GP2", "GP3"). `buses` are those of --trace-bus, None for no trace. Others are `consoles`
        and the `base` of the board.
        """
        consoles = rest.pop("consoles", ("uart0", "usb"))
        board = self.board(parts, **rest)
        prefix = "pico." if wires else ""
        if wires:
            wires = [[f"pico.{pin}" for pin in wire] for wire in wires]
            command = [self.bench(wires, {"pico": (board, self.path())})]
            command += [f"--console=pico.{name}=file:{self.folder}/{name}.out" for name in consoles]
        else:
            command = [self.path(), f"--board={board}"]
            command += [f"--console={name}=file:{self.folder}/{name}.out" for name in consoles]
        command += [f"--until={until}", "--past-lockup", *options]
        for time_and_name in stimuli:
            when, _, what = time_and_name.partition(":")
            command.append(f"--stimulus={when}:{prefix}{what}")
        command += [f"--watch={prefix}{part}" for part in watch]
        if nets:
            command += [f"--vcd={self.folder}/pins.vcd", *(f"--vcd-nets={prefix}{net}" for net in nets)]
        if buses is not None:
            command += [f"--trace={self.folder}/trace.txt", *(f"--trace-bus={bus}" for bus in buses)]
        return self.execute(command, prefix, code)

    def execute(self, command, prefix="", code=0):
        command = [str(word) for word in [TERRARIUM, "run", *command]]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S)
        errors = done.stderr.decode(errors="replace")
        require(code is None or done.returncode == code, f"exit code {done.returncode}: {' '.join(command)}\n{errors[-3000:]}")
        return Seen(self.folder, prefix, done.returncode, errors)

    def talk(self, parts="", console="uart0", *arguments):
        """The board with a console to talk over; use it in `with`."""
        return Board(self.path(), f"--board={self.board(parts)}", *arguments, console=console)


def rises(edges):
    return [when for when, level in edges if level == "1"]


def period(edges):
    """The median time between rising edges, in seconds."""
    times = rises(edges)
    require(len(times) > 3, f"{len(times)} rising edges")
    return statistics.median(b - a for a, b in zip(times, times[1:]))


def level_at(edges, when):
    """The level of a net at a moment, None before its first edge."""
    number = bisect.bisect_right(edges, when, key=lambda edge: edge[0])
    return edges[number - 1][1] if number else None


def high_times(edges):
    """How long each high lasted, in seconds."""
    return [b - a for (a, level), (b, _) in zip(edges, edges[1:]) if level == "1"]


def share_high(edges, begin, end):
    """Share of the time between two moments in which the net was high."""
    bounds = [*edges, (end, "z")]
    return sum(max(0, min(b, end) - max(a, begin)) for (a, level), (b, _) in zip(bounds, bounds[1:]) if level == "1") / (
        end - begin
    )


def near(value, wanted, tolerance, what="value"):
    require(abs(value - wanted) <= tolerance, f"{what} {value} is not {wanted} +- {tolerance}")


def require_blinks(seen, half_s, net="GPIO25", tolerance_s=0.001):
    """A net that changes its level every `half_s` seconds, as all examples that blink do."""
    times = [when for when, level in seen.edges(net) if level in "01"][-6:]
    gaps = [b - a for a, b in zip(times, times[1:])]
    require(len(gaps) >= 3 and all(abs(gap - half_s) < tolerance_s for gap in gaps), f"{net} changes after {gaps} s")
