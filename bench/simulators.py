"""Runs of a MicroPython image with a script, on Terrarium and on rp2040js."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TERRARIUM = ROOT / "build/release/bin/terrarium"
MODULES = ROOT / "build/bench"


@dataclass
class Run:
    instructions: int  # retired by all cores
    simulated: float  # seconds
    wall: float  # seconds
    output: str


def terrarium(image, rom, *options):
    """The statistics of a run at full speed, and what it printed."""
    command = [TERRARIUM, "run", image, "--bootrom", rom, "--speed", "max", "--stats=json", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return json.loads(next(line for line in done.stderr.splitlines() if line.startswith("{"))), done.stdout


def run_terrarium(image, rom, script):
    stats, output = terrarium(image, rom, "--exec", script)
    instructions = sum(core["instructions"] for core in stats["simulated"]["cores"])
    return Run(instructions, stats["simulated"]["time_ps"] / 1e12, stats["wall_seconds"], output)


def run_rp2040js(image, rom, script):
    command = ["node", ROOT / "bench/rp2040js.mjs", MODULES, image, rom, script]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def install_rp2040js():
    """Comes from npm into build/bench."""
    if not (MODULES / "node_modules/rp2040js").exists():
        MODULES.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", MODULES, "rp2040js@1.4.1"], check=True)
