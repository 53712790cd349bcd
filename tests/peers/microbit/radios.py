"""Checks the example that needs several boards: fireflies that hear each other by radio."""

import tempfile
from pathlib import Path

from bench import EXAMPLES, IMAGE, STARTED_S, Seen, example, press, require, run
from screen import DARK

# Where they stand, in metres.
PLACES = {"sender": [0, 0], "near": [3, 4], "far": [5000, 0]}


def of_machine(name, seen):
    """What was watched of one machine of a bench."""
    return Seen("", seen.errors.replace(f" {name}.", " "))


@example(
    "radio.py",
    "three boards in one simulation: button A on the first makes the second flash and fade, 5 m away, not the third, 5 km away",
)
def radio():
    with tempfile.TemporaryDirectory() as folder:
        bench = Path(folder, "bench.yaml")
        firefly = f"board: microbit, image: {IMAGE}, script: {EXAMPLES / 'radio.py'}"
        lines = [f"  {name}: {{{firefly}, at_m: {place}}}" for name, place in PLACES.items()]
        bench.write_text("\n".join(["machines:", *lines, ""]))
        options = ["--until", "4s"]
        for act in press("sender.button_a", 2):
            options += ["--stimulus", act]
        for machine in PLACES:
            options += ["--watch", f"{machine}.display"]
        seen = Seen(*run(bench, *options))
    frames = {name: of_machine(name, seen).stable_frames(0.06) for name in PLACES}
    flash = [(when, frame) for when, frame in frames["near"] if when > STARTED_S]
    fading = [":".join([str(level) * 5] * 5) for level in range(9, -1, -1)]
    # Each that flashes may send on what it heard, half a second later.
    require([frame for _, frame in flash[:10]] == fading, f"{frames}")
    # It waits 50 to 350 ms.
    require(2.05 < flash[0][0] < 2.5 and 0.8 < flash[9][0] - flash[0][0] < 1.0, f"{flash}")
    early = [frame for when, frame in frames["sender"] if when < flash[0][0] + 0.5]
    require([frame for _, frame in frames["far"]] == [DARK] == early, f"{frames}")
