"""Reads every #include and holds it against docs/architecture.md, "Dependencies". Exit 1 with file:line of each breach."""

import re
import sys
from pathlib import Path

# Folder -> the other folders it may include, and the libraries beyond the standard one (first path component).
RULES = {
    "sim/core": ([], []),
    "sim/cpu/armv6m": (["sim/core"], []),
    "sim/image": (["sim/core"], ["fmt"]),
    "sim/debug": (["sim/core", "sim/image"], ["fmt", "arpa", "netinet"]),
    "sim/host": (["sim/core"], ["fmt", "arpa", "netinet"]),
    "sim/machine": (
        ["sim/core", "sim/cpu/armv6m", "sim/image", "peripherals/rp2040", "peripherals/nrf51", "peripherals/devices"],
        ["fmt", "yaml-cpp"],
    ),
    "peripherals/rp2040": (["sim/core"], []),
    "peripherals/nrf51": (["sim/core"], []),
    "peripherals/devices": (["sim/core"], []),
    "cli": (
        ["sim/core", "sim/cpu/armv6m", "sim/image", "sim/debug", "sim/host", "sim/machine"],
        ["fmt", "CLI", "nlohmann"],
    ),
}
CHECKED_TREES = ["sim", "peripherals", "cli", "vm", "gui", "scenarios"]

# Same inputs give the same trace: no wall clock, no random numbers of the host, no iteration in hash order.
DETERMINISTIC = ["sim/core", "sim/cpu", "sim/machine", "peripherals"]
NOT_DETERMINISTIC = {"chrono", "ctime", "time.h", "sys/time.h", "random", "unordered_map", "unordered_set", "thread"}

# Files of one peripheral share the first word of their names: pio.h, pio_registers.h, pio_program.cpp. These are
# no peripherals but what several are made of.
SHARED_PARTS = {"peripherals/nrf51": {"peripheral", "serial", "aes", "pins"}, "peripherals/devices": {"analog", "axis", "bcd", "bridge", "colour", "contact", "described", "diode", "ethernet", "exponential", "hd44780", "i2c", "one", "pixel", "rounding", "segment", "spi", "step", "strain"}}

HINT_LINES, LIMIT_LINES = 400, 600
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SUFFIXES = {".h", ".cpp", ".def"}


def folder_of(path):
    """The row of RULES that a path from the root belongs to: the longest one that leads to it."""
    return max((row for row in RULES if path.startswith(row + "/")), key=len, default=None)


def part_of(path):
    return re.split(r"[_.]", path.rsplit("/", 1)[1])[0]


def breach(path, bracket, included, root):
    """What is wrong with one #include of the file `path`, or None."""
    folder = folder_of(path)
    allowed, libraries = RULES[folder]
    if bracket == "<":
        if included in NOT_DETERMINISTIC and any(path.startswith(tree + "/") for tree in DETERMINISTIC):
            return f"<{included}> would let two runs of the same inputs differ"
        library = included.split("/")[0]
        if "/" in included and library != "sys" and library not in libraries:
            return f"{folder} does not use <{included}>"
        return None
    if not (root / included).is_file():
        return f'"{included}" is no file; paths begin at the root of the repository'
    target = folder_of(included)
    if target != folder and target not in allowed:
        return f'{folder} may not include "{included}"'
    if folder.startswith("peripherals/") and target == folder and part_of(included) != part_of(path):
        if part_of(included) not in SHARED_PARTS.get(folder, ()):
            return f'a peripheral does not include another one ("{included}")'
    return None


def sources(root):
    for tree in CHECKED_TREES:
        yield from sorted(p for p in (root / tree).rglob("*") if p.suffix in SUFFIXES)


def check(root):
    """Returns (breaches, hints about size, number of includes read)."""
    breaches, hints, count = [], [], 0
    for file in sources(root):
        path = file.relative_to(root).as_posix()
        lines = file.read_text(encoding="utf-8").splitlines()
        if len(lines) > HINT_LINES:
            hints.append(f"{path}: {len(lines)} lines, the aim is {HINT_LINES}" + "!" * (len(lines) > LIMIT_LINES))
        if folder_of(path) is None:
            breaches.append(f"{path}: no row in RULES for this folder")
            continue
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if match:
                count += 1
                fault = breach(path, match[1], match[2], root)
                if fault:
                    breaches.append(f"{path}:{number}: {fault}")
    return breaches, hints, count


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    breaches, hints, count = check(root)
    for hint in hints:
        print("hint:", hint)
    for line in breaches:
        print("error:", line)
    print(f"{count} includes read, {len(breaches)} against the rules")
    return 1 if breaches or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
