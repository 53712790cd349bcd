"""Programs of pio/: what state machines drive, read and receive."""

import re

from bench import (
    example,
    level_at,
    near,
    period,
    require,
    require_blinks,
    require_in,
    rises,
    says,
    share_high,
)

FLASH = "  store: {type: w25q, sck: 18, mosi: 19, miso: 16, cs: 17}\n"
LOOP = [("GP2", "GP3")]


def check_flash(text, titles):
    """After erasing, programming and erasing again a page of 256 bytes is printed."""
    pages = []
    for title in titles:
        require_in(title, text)
        words = re.findall(r"\b[0-9a-f]{2}\b", text.partition(title)[2])[:256]
        pages.append([int(word, 16) for word in words])
    require(pages == [[0xFF] * 256, list(range(256)), [0xFF] * 256], text[-800:])


@example("pio/addition/pio_addition", "ten sums of random numbers are right")
def addition(program):
    sums = re.findall(r"(\d+) \+ (\d+) = (\d+)", program.run(until="100ms").text)
    require(len(sums) == 10 and all(int(a) + int(b) == int(c) for a, b, c in sums), str(sums))


@example("pio/apa102/pio_apa102", "150 APA102 pixels show a wave that moves, at 16/31 of the brightness")
def apa102(program):
    seen = program.run(parts="  strip: {type: apa102, clock: 2, data: 3, pixels: 150}\n", watch=["strip"], until="400ms")
    frames = [re.findall(r"#[0-9a-f]{6}(?:\*\d+)?", shown) for shown in seen.values("strip", "pixels")]
    require(len(frames) > 5 and all(len(frame) == 150 for frame in frames), f"{[len(frame) for frame in frames]}")
    reds = [[int(pixel[1:3], 16) for pixel in frame] for frame in frames]
    require(all("*16" in pixel for pixel in frames[-1]), frames[-1][0])
    peak = reds[-1].index(max(reds[-1]))
    require(peak in range(1, 149) and reds[-1][:peak] == sorted(reds[-1][:peak]), str(reds[-1]))
    # Its end frame is too short for 150 pixels: the last ones show a frame only when the next one comes.
    moves = [any(a[i : i + 60] == b[:60] for i in range(1, 4)) for a, b in zip(reds, reds[1:])]
    require(moves.count(True) >= 5, f"the wave moves by a few pixels in {moves.count(True)} of {len(moves)} frames")


@example("pio/clocked_input/pio_clocked_input", "a state machine reads what the SPI block sends, by its clock, over two wires")
def clocked_input(program):
    text = program.run(wires=[("GP2", "GP5"), ("GP3", "GP4")], until="500ms").require_texts("SPI running at", "Done.").text
    require(text.count("OK") == 8 and "FAIL" not in text, text)


for name, claim in (
    ("differential_manchester", "three words of differential Manchester code at 5 Mbit/s arrive over a wire"),
    ("manchester_encoding", "three words of Manchester code arrive over a wire"),
):
    says(f"pio/{name}/pio_{name}", claim, "00000000\n0ff0a55a\n12345678\n", wires=LOOP, until="500ms")


@example("pio/hello_pio/hello_pio", "the LED is what is pushed: it changes every 500 ms")
def hello_pio(program):
    seen = program.run(until="4s", nets=["GPIO25"]).require_texts("Using gpio 25")
    require_blinks(seen, 0.5)


@example("pio/hub75/pio_hub75", "32 rows of 128 pixels and 8 bits each for a HUB75 panel, with output pulses that double")
def hub75(program):
    nets = [f"GPIO{i}" for i in range(14)]
    seen = program.run(until="125ms", nets=nets)
    clocks, latches, enables = rises(seen.edges("GPIO11")), rises(seen.edges("GPIO12")), seen.edges("GPIO13")
    lows = [b - a for (a, level), (b, _) in zip(enables, enables[1:]) if level == "0"][:-1]
    lows = [low for low in lows if low < 0.001]
    begin = next(i for i in range(len(lows) - 7) if lows[i] == min(lows))
    for bit in range(8):
        near(lows[begin + bit] / lows[begin], 2**bit, 0.05 * 2**bit, f"pulse of bit {bit}")
    counts = [sum(a < when < b for when in clocks) for a, b in zip(latches[8:40], latches[9:41])]
    require(set(counts) == {129}, f"clocks between latches: {counts}")  # a dummy pixel behind the row
    lines = [seen.edges(f"GPIO{6 + bit}") for bit in range(5)]
    select = [sum((level_at(line, when + 1e-7) == "1") << bit for bit, line in enumerate(lines)) for when in latches]
    rows = [row for row, earlier in zip(select, [None, *select]) if row != earlier]
    require(len(rows) >= 32 and all((b - a) % 32 == 1 for a, b in zip(rows, rows[1:])), f"rows {rows}")


@example(
    "pio/i2c/pio_i2c_bus_scan",
    "a state machine as I2C master finds the parts on the bus",
    known="it stops behind the first address without an answer: its drain of the FIFO by forced `OUT NULL, 32` leaves a word in the OSR. It would "
    "not if FSTAT, read two cycles after the store to SMx_INSTR, did not show yet what that took; the datasheet does not say when it does",
)
def i2c_bus_scan(program):
    parts = (
        "  scl: {type: pull_up, gpio: 3}\n  sda: {type: pull_up, gpio: 2}\n"
        "  memory: {type: at24c, scl: 3, sda: 2}\n  clock: {type: ds1307, scl: 3, sda: 2}\n"
    )
    check_scan(program.run(parts=parts, until="2s").text, {0x50, 0x68})


def check_scan(text, wanted):
    require_in("Done.", text)
    found = set()
    for row, cells in re.findall(r"^(\w0) (.*)$", text, re.M):
        found |= {int(row, 16) + i for i, cell in enumerate(cells.split()) if cell == "@"}
    require(found == wanted, text)


@example("pio/ir_nec/ir_loopback/pio_ir_loopback", "NEC frames of an infrared LED arrive at a receiver")
def ir_loopback(program):
    parts = "  eye: {type: ir_receiver, gpio: 15, led: 14}\n"
    text = program.run(parts=parts, until="4s").text
    for data in range(3):
        require_in(f"sent: 00, {data:02x}\treceived: 00, {data:02x}", text)


@example("pio/logic_analyser/pio_logic_analyser", "captures 96 samples of two PWM outputs and draws them")
def logic_analyser(program):
    text = program.run(until="500ms").require_texts("Arming trigger", "Capture:").text
    drawn = {int(pin): line for pin, line in re.findall(r"^(\d\d): ([-_]+)$", text, re.M)}
    require(set(drawn) == {16, 17} and all(len(line) == 96 for line in drawn.values()), text)
    # Four cycles of a divided clock a count: high for one of four, and for three of four.
    require(re.search(r"-{4}_{12}-{4}_{12}", drawn[16]) and re.search(r"-{12}_{4}-{12}_{4}", drawn[17]), text)


@example("pio/onewire/pio_onewire", "finds three DS18B20 on the wire and reads each one's temperature")
def onewire(program):
    parts = "  pull: {type: pull_up, gpio: 15}\n" + "".join(
        f"  t{i}: {{type: ds18b20, gpio: 15, serial: 0x{i + 1:012x}, temperature_c: {c}}}\n"
        for i, c in enumerate((21.5, -10.125, 85.0625))
    )
    text = program.run(parts=parts, until="3s").require_texts("Found 3 devices").text
    codes = {number: int(code, 16) for number, code in re.findall(r"(\d): 0x(\w+)", text)}
    require({code >> 8 & 0xFFFFFFFFFFFF for code in codes.values()} == {1, 2, 3}, text)
    wanted = {1: "21.500000", 2: "-10.125000", 3: "85.062500"}
    for number, code in codes.items():
        require_in(f"\t{number}: {wanted[code >> 8 & 0xFFFFFFFFFFFF]}", text)


@example("pio/pio_blink/pio_blink", "four state machines blink GPIO 3 to 6 at 4, 3, 2 and 1 Hz, behind the end of main")
def pio_blink(program):
    seen = program.run(until="5s", nets=["GPIO[3-6]"]).require_texts("All leds should be flashing")
    for i, hertz in enumerate((4, 3, 2, 1)):
        near(period(seen.edges(f"GPIO{3 + i}")), 1 / hertz, 1e-6, f"seconds at GPIO {3 + i}")


@example("pio/pwm/pio_pwm", "PWM by a state machine: the LED's duty cycle grows with the square of the level")
def pio_pwm(program):
    seen = program.run(until="2s", nets=["GPIO25"]).require_texts("Level = 0", "Level = 150")
    edges = seen.edges("GPIO25")
    duties = [share_high(edges, begin / 100, begin / 100 + 0.05) for begin in range(30, 190, 20)]
    require(duties == sorted(duties), str(duties))
    # A level lasts 10 ms and what it takes to print it: the root of the duty cycle grows evenly.
    steps = [b**0.5 - a**0.5 for a, b in zip(duties, duties[1:])]
    require(all(abs(step / (sum(steps) / len(steps)) - 1) < 0.12 for step in steps), f"roots grow by {steps}")


ENCODER = "  knob: {type: rotary_encoder, a: 10, b: 11}\n"


@example("pio/quadrature_encoder/pio_quadrature_encoder", "counts the steps of an encoder in both directions")
def quadrature_encoder(program):
    stimuli = ["500ms:knob.detent=10", "1500ms:knob.detent=-5"]
    text = program.run(parts=ENCODER, stimuli=stimuli, until="3s").require_texts("position        0, delta      0").text
    positions = [int(word) for word in re.findall(r"position +(-?\d+)", text)]
    require({abs(max(positions, key=abs)), abs(positions[-1])} <= {40, 20} and positions[-1] * max(positions, key=abs) < 0, text)


@example("pio/quadrature_encoder_substep/pio_quadrature_encoder_substep", "tells an encoder's position in 1/64 steps, and its speed")
def quadrature_encoder_substep(program):
    text = program.run(parts=ENCODER, stimuli=["500ms:knob.detent=50"], until="2s").text
    rows = [tuple(map(int, row)) for row in re.findall(r"pos: (-?\d+) +speed: (-?\d+) +raw_steps: (-?\d+)", text)]
    require(abs(rows[-1][2] - rows[0][2]) == 200, str(rows[-3:]))
    # A detent, four steps, every 10 ms.
    speeds = [abs(speed) for _, speed, _ in rows[len(rows) // 3 : len(rows) // 2]]
    require(all(abs(speed - 400 * 64) < 400 * 64 * 0.05 for speed in speeds), str(speeds))
    require(abs(abs(rows[-1][0] - rows[0][0]) - 200 * 64) <= 64, str(rows[-3:]))


@example("pio/spi/pio_spi_flash", "SPI by a state machine: erases, programs and erases a sector of a W25Q")
def pio_spi_flash(program):
    check_flash(program.run(parts=FLASH, until="5s").text, ("After erase:", "After program:", "Erase again:"))


says("pio/spi/pio_spi_loopback", "all four SPI modes read what they write", *["OK"] * 4, until="500ms")


@example("pio/squarewave/pio_squarewave", "a square wave of 12.5 MHz, whose halves are of whole cycles")
def squarewave(program):
    edges = program.run(until="18ms", nets=["GPIO0"], options=["--vcd-timescale=1ps"]).edges("GPIO0")[-2001:]
    near((edges[-1][0] - edges[0][0]) / 1000, 80e-9, 1e-12, "period")
    require({round((b - a) * 125e6) for (a, _), (b, _) in zip(edges, edges[1:])} == {5}, "halves")


@example("pio/squarewave/pio_squarewave_div_sync", "three square waves at the slowest clock, each from its own start, for 5 s")
def squarewave_div_sync(program):
    seen = program.run(until="6s", nets=["GPIO[234]"])
    cycle = 65535 / 125e6
    for net in ("GPIO2", "GPIO3", "GPIO4"):
        edges = seen.edges(net)
        ratio = period(edges) / cycle
        near(ratio, round(ratio), 1e-4, "cycles a period")
        near(edges[-1][0], 5.0, 0.03, f"the end of {net}")


@example("pio/st7789_lcd/pio_st7789_lcd", "an ST7789 shows a picture that turns")
def st7789_lcd(program):
    parts = "  screen: {type: st7789, mosi: 0, sck: 1, cs: 2, dc: 3, res: 4, bl: 5, size: [240, 240]}\n"
    picture = program.folder / "board.png"
    seen = program.run(parts=parts, watch=["screen"], until="700ms", options=[f"--screenshot={picture}"])
    pictures = seen.values("screen", "picture")
    require(len(set(pictures)) > 4 and re.search(r"screen\.state on", seen.errors), str(pictures))
    require(picture.stat().st_size > 20_000, f"a picture of {picture.stat().st_size} bytes has no image on its screen")


says(
    "pio/uart_dma/pio_uart_dma",
    "a text goes out by DMA and a state machine and comes in by another one, over a wire with a pull-up",
    "Test passed",
    # Before the sender has its pin, the chip's own pulls at both ends of the wire leave it at half the supply.
    parts="  idle: {type: pull_up, gpio: 5}\n",
    wires=[("GP4", "GP5")],
    until="500ms",
)
says(
    "pio/uart_rx/pio_uart_rx",
    "a state machine receives what core 1 sends on UART1",
    "Starting PIO UART RX example\nHello, world from PIO! (Plus 2 UARTs and 2 cores, for complex reasons)\n",
    wires=[("GP4", "GP3")],
    until="500ms",
)
says(
    "pio/uart_rx/pio_uart_rx_intr",
    "the same by interrupts and a queue",
    *(f"Hello, world from PIO with interrupts! {i}\n" for i in range(10)),
    "Test complete",
    wires=[("GP4", "GP3")],
    until="25s",
)


@example("pio/uart_tx/pio_uart_tx", "a state machine sends hello on UART0's pin, once a second")
def uart_tx(program):
    require(program.run(until="2.5s").text == "Hello, world! (from PIO!)\n" * 3, "another text")


SNAKES = ["#ff0000"] * 10 + ["#000000"] * 5 + ["#00ff00"] * 10 + ["#000000"] * 5 + ["#0000ff"] * 10 + ["#000000"] * 24


def find_patterns(frames):
    """Which of the example's four patterns are among the pictures of a strip."""
    found = set()
    for frame in frames:
        values = [int(pixel[1:7], 16) for pixel in frame]
        if any(frame[:40] == (SNAKES * 3)[i : i + 40] for i in range(64)):
            found.add("Snakes!")
        elif [value % 256 * 0x10101 for value in values] == values and all(
            (b - a) % 256 in (1, -99 % 256) for a, b in zip([v % 256 for v in values], [v % 256 for v in values[1:]])
        ):
            found.add("Greys")
        elif set(values) == {0, 0xFFFFFF}:
            found.add("Sparkles")
        elif len(set(values)) > 50:
            found.add("Random data")
    return found


@example("pio/ws2812/pio_ws2812", "150 pixels show the patterns whose names it prints")
def ws2812(program):
    seen = program.run(parts="  strip: {type: ws2812, gpio: 2, pixels: 150}\n", watch=["strip"], until="31s")
    frames = [re.findall(r"#[0-9a-f]{6}", shown) for shown in seen.values("strip", "pixels")]
    printed = set(re.findall(r"^(Snakes!|Random data|Sparkles|Greys)$", seen.text, re.M))
    require(all(len(frame) == 150 for frame in frames) and "ws2812.timing" not in seen.errors, seen.errors[-500:])
    require(len(printed) >= 2 and printed <= find_patterns(frames), f"{printed}, {find_patterns(frames)}")


@example("pio/ws2812/pio_ws2812_parallel", "two strips at once from bit planes by DMA, one of them with white")
def ws2812_parallel(program):
    parts = "  one: {type: ws2812, gpio: 2, pixels: 64}\n  two: {type: ws2812, gpio: 3, pixels: 64, order: grbw}\n"
    seen = program.run(parts=parts, watch=["one", "two"], until="12s")
    require("ws2812.timing" not in seen.errors, seen.errors[-500:])
    require(int(seen.values("one", "updates")[-1].split()[0]) > 500, seen.errors[-300:])
    for strip in ("one", "two"):
        lit = [set(re.findall(r"#[0-9a-f]{6}", shown)) - {"#000000"} for shown in seen.values(strip, "pixels")]
        require(max(map(len, lit)) > 1, f"{strip} never shows two colours")
