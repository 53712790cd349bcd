"""A VCD has each step of a PIO program at its clock cycle: waveforms.uf2 sends I2C at 1 MHz by PIO. Arguments: the program,
the folder of the firmwares."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

BOARD = Path(__file__).parents[1] / "peers/sigrok/board.yaml"
CYCLE_PS = 8_000
TICK_PS = 125 / 28 * CYCLE_PS  # 28 of them make a bit
# Ticks from one step of the program counter to the next, in the loop of its nine bits: the instruction before and its delay.
TICKS = {(2, 3): 8, (3, 4): 8, (4, 5): 3, (5, 6): 5, (6, 2): 4}


def run(program, firmwares, *options):
    command = [program, "run", "--board", BOARD, f"{firmwares}/waveforms.uf2", "--console", "uart0=none"]
    done = subprocess.run([*command, "--until", "75ms", "--stats=json", *options], capture_output=True, text=True, check=True)
    return json.loads(done.stderr.splitlines()[-1])["simulated"]["trace"]["hash"]


def steps_of(vcd):
    """[(picoseconds, program counter)]"""
    now, steps = 0, []
    for line in vcd.read_text().partition("$enddefinitions $end")[2].splitlines():
        if line[:1] == "#":
            assert int(line[1:]) >= now, f"back to {line}"
            now = int(line[1:])
        elif line[:1] == "b":
            steps.append((now, int(line[1:].split()[0], 2)))
    return steps


def main(program, firmwares):
    with tempfile.TemporaryDirectory() as folder:
        vcd = Path(folder, "steps.vcd")
        chosen = ["--vcd-nets", "GPIO17", "--vcd-add", "PIO0.SM0_ADDR", "--vcd-timescale", "1ps"]
        assert run(program, firmwares, "--vcd", vcd, *chosen) == run(program, firmwares), "the dump changes the run"
        steps = steps_of(vcd)[-500:]
    seen = dict.fromkeys(TICKS, 0)
    for (begin, pc), (end, following) in zip(steps, steps[1:]):
        # The first bit behind what the program waits for is a shorter step: `pull` and `set` have no delay.
        if (pc, following) in TICKS and end - begin > 1.5 * TICK_PS:
            off = abs(end - begin - TICKS[pc, following] * TICK_PS)
            assert off <= CYCLE_PS, f"{pc} to {following} takes {end - begin} ps"
            seen[pc, following] += 1
    assert min(seen.values()) > 50, f"too few steps: {seen}"


if __name__ == "__main__":
    main(*sys.argv[1:])
