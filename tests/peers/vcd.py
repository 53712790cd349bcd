"""Reads the VCD files that `terrarium run --vcd` writes."""

from pathlib import Path

SCALES = {"1ps": 1e-12, "1ns": 1e-9}


def edges_of(vcd, net):
    """[(seconds, level)] of one net: "0", "1", or "z" while it floats."""
    header, _, body = Path(vcd).read_text().partition("$enddefinitions $end")
    scale = SCALES["".join(header.partition("$timescale")[2].partition("$end")[0].split())]
    [symbol] = [line.split()[3] for line in header.splitlines() if line.startswith("$var") and line.split()[4] == net]
    now, edges = 0, []
    for line in body.splitlines():
        if line[:1] == "#":
            now = int(line[1:]) * scale
        elif line[1:] == symbol:
            edges.append((now, line[0]))
    return edges
