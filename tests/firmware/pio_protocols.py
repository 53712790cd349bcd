"""What PIO programs do is what the datasheet's rules predict (tests/peers/pio_prediction.py): those of pio_protocols.uf2, I2C
and WS2812 of waveforms.uf2, and random ones. Arguments: the program, the folder of the firmwares."""

import os
import sys
from pathlib import Path

PEERS = Path(__file__).parents[1] / "peers"


def main(program, firmwares):
    os.environ["TERRARIUM"] = program
    sys.path.insert(0, str(PEERS))
    import board
    import pio_prediction

    # Image, how long, how many edges there are at least.
    for image, until, least in (("pio_protocols", "60ms", 12_000), ("waveforms", "100ms", 800), ("pio_random", "70ms", 2_000)):
        options = ["--board", PEERS / "sigrok/board.yaml", "--console", "uart0", "--fail-text", "FAIL", "--until", until]
        capture = pio_prediction.Capture(lambda *more: board.run(*options, f"{firmwares}/{image}.uf2", *more))
        _, text = pio_prediction.compare(capture)
        print(f"{image}: {text}")
        assert int(text.split()[0]) > least, "too few edges"


if __name__ == "__main__":
    main(*sys.argv[1:])
