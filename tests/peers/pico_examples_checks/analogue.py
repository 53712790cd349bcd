"""Programs of adc/: a voltage, a joystick or a wire at the ADC's inputs."""

import re

from bench import example, near, require

SOURCE = "  source: {type: voltage, gpio: 26, mv: 1000}\n"


@example("adc/adc_console/adc_console", "selects an input, samples it once and 1000 times, wiggles the pins until a key")
def adc_console(program):
    with program.talk(SOURCE) as board:
        board.send("h")  # its own one may have come before somebody listened
        board.expect("Wiggle pins")
        board.send("c0")
        board.expect("Switched to channel 0")
        board.send("s")
        board.expect("-> ")
        near(float(board.expect(" V").split()[0]), 1.0, 0.002, "volts")
        board.send("S")
        board.expect("Starting capture")
        samples = [int(word, 16) for word in re.findall(r"^([0-9a-f]{3})\r?$", "".join(board.expect("\n") for _ in range(1002)), re.M)]
        require(len(samples) == 1000 and all(abs(value - 1241) < 3 for value in samples), f"{len(samples)} {samples[:9]}")
        board.send("w")
        board.expect("stop wiggling")
        board.send("x")
        board.expect("Wiggling halted.")


@example("adc/dma_capture/adc_dma_capture", "1000 samples at 500 kHz by DMA see the triangle of 5 kHz (the highest bit of its DAC, on a wire)")
def dma_capture(program):
    seen = program.run(until="3s", wires=[("GP10", "GP26")]).require_texts("Arming DMA", "Capture finished")
    samples = [int(word) for word in re.findall(r"(\d+) *, ", seen.text)]
    require(len(samples) == 1000 and set(samples) == {0, 255}, f"{len(samples)} samples, of {sorted(set(samples))}")
    changes = [i for i in range(1, 1000) if samples[i] != samples[i - 1]]
    gaps = [b - a for a, b in zip(changes, changes[1:])]
    require(len(gaps) > 15 and all(gap in (49, 50, 51) for gap in gaps), f"it changes after {gaps} samples")


@example("adc/hello_adc/hello_adc", "volts at GPIO 26 every 500 ms")
def hello_adc(program):
    text = program.run(parts=SOURCE, stimuli=["700ms:source.mv=2500"], until="2s").text
    volts = [float(word) for word in re.findall(r"voltage: ([\d.]+) V", text)]
    require([round(value, 2) for value in volts] == [1.0, 1.0, 2.5, 2.5], text)


@example("adc/joystick_display/joystick_display", "a bar for each axis follows a joystick")
def joystick_display(program):
    parts = "  stick: {type: joystick, x: 26, y: 27}\n"
    stimuli = ["500ms:stick.x_permille=-1000", "500ms:stick.y_permille=500"]
    text = program.run(parts=parts, stimuli=stimuli, until="1s").text
    bars = [(x.index("o"), y.index("o")) for x, y in re.findall(r"X: \[([ o]{40,41})\]  Y: \[([ o]{40,41})\]", text)]
    require(bars[0][0] in (19, 20) and bars[0][1] in (19, 20), str(bars))
    require(bars[-1][0] == 0 and bars[-1][1] in (29, 30), str(bars))


@example("adc/microphone_adc/microphone_adc", "volts of a microphone every 10 ms")
def microphone_adc(program):
    text = program.run(parts=SOURCE, stimuli=["300ms:source.mv=1650"], until="600ms").text
    volts = [float(word) for word in re.findall(r"^(\d\.\d\d)$", text, re.M)]
    require(50 < len(volts) < 62 and volts[5] == 1.0 and volts[-5] == 1.65, str(volts))


@example("adc/onboard_temperature/onboard_temperature", "the die's temperature once a second, with a flash of 10 ms of the LED")
def onboard_temperature(program):
    seen = program.run(until="3s", nets=["GPIO25"])
    degrees = [float(word) for word in re.findall(r"temperature = ([\d.]+) C", seen.text)]
    require(len(degrees) == 3 and all(abs(value - 27) < 0.5 for value in degrees), str(degrees))
    times = [when for when, level in seen.edges("GPIO25") if level in "01"][-3:]
    near(times[1] - times[0] if times[1] - times[0] < 0.5 else times[2] - times[1], 0.01, 0.001, "seconds of light")


@example("adc/read_vsys/read_vsys", "VSYS, whether USB powers the board, and how full a battery is")
def read_vsys(program):
    parts = "  vsys: {type: voltage, gpio: VSYS_DIV3, mv: 1660}\n  vbus: {type: voltage, gpio: VBUS_SENSE, mv: 3300}\n"
    stimuli = ["1500ms:vsys.mv=1201", "1500ms:vbus.mv=0"]
    seen = program.run(parts=parts, stimuli=stimuli, until="4s")
    seen.require_texts("Power POWERED, 4.9", "Power BATTERY, 3.60V (50%), temp 27")
