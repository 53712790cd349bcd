"""Programs of gpio/, pwm/, picoboard/ and system/ that move or watch pins."""

import re

from bench import example, high_times, near, period, require, require_blinks, require_in

MORSE = dict(zip("HELOWRD", (".... ", ". ", ".-.. ", "--- ", ".-- ", ".-. ", "-.. ")))


@example("gpio/dht_sensor/dht", "asks a DHT22, which answers, and says Bad data, as on a board: it takes each bit for a one")
def dht(program):
    # github.com/raspberrypi/pico-examples/issues/11: a turn of its loop takes 1.25 us now, so that 16 turns are too few.
    parts = "  air: {type: dht22, gpio: 15, temperature_c: 21.5, humidity_percent: 42.5}\n"
    seen = program.run(parts=parts, watch=["air"], nets=["GPIO15"], until="12s")
    require(seen.values("air", "answers")[-1] == "5", seen.errors)
    require(seen.text.count("Bad data") == 6 and seen.text.count("Humidity = 0.0%") == 6, seen.text)
    highs = high_times(seen.edges("GPIO15"))[-40:]
    require({round(high * 1e6) for high in highs} == {26, 70}, str(highs))
    bits = "".join("1" if high > 50e-6 else "0" for high in highs)
    near(int(bits[:16], 2), 425, 0, "permille of humidity")
    near(int(bits[16:32], 2), 215, 0, "tenths of a degree")


@example("gpio/hello_7segment/hello_7segment", "a digit with a common anode counts down, and up while the button is pressed (as its code has it; its README says the opposite)")
def hello_7segment(program):
    parts = "  digit: {type: seven_segment, segments: [2, 3, 4, 5, 6, 7, 8], common: anode}\n"
    parts += "  key: {type: button, gpio: 9, pull_up: false}\n"
    seen = program.run(parts=parts, stimuli=["2600ms:key.pressed=1"], watch=["digit"], until="5s")
    # Its nine has no tail, which reads as a q. While one digit follows another one, an eye sees both.
    shown = [int(text.replace("q", "9")) for text in seen.lasting("digit", "text", 0.1) if text.strip()]
    steps = [(b - a) % 10 for a, b in zip(shown, shown[1:])]
    require(len(steps) >= 16 and steps == [9] * steps.count(9) + [1] * steps.count(1), str(shown))
    require(7 <= steps.count(9) <= 11 and steps.count(1) >= 8, str(shown))


@example("gpio/hello_gpio_irq/hello_gpio_irq", "an interrupt tells each edge of a button")
def hello_gpio_irq(program):
    stimuli = ["500ms:key.pressed=1", "800ms:key.pressed=0"]
    seen = program.run(parts="  key: {type: button, gpio: 2}\n", stimuli=stimuli, until="1s")
    require(seen.text.split("\n")[1:] == ["GPIO 2 EDGE_FALL", "GPIO 2 EDGE_RISE", ""] or
            seen.text.split("\n")[1:] == ["GPIO 2 EDGE_RISE", "GPIO 2 EDGE_FALL", "GPIO 2 EDGE_RISE", ""], seen.text)


@example("pwm/hello_pwm/hello_pwm", "PWM of four cycles: high for one on GPIO 0, for three on GPIO 1")
def hello_pwm(program):
    seen = program.run(until="20ms", nets=["GPIO0", "GPIO1"], options=["--vcd-timescale=1ps"])
    for net, cycles in (("GPIO0", 1), ("GPIO1", 3)):
        edges = seen.edges(net)[-400:]
        near(period(edges), 32e-9, 1e-11, f"period of {net}")
        near(high_times(edges)[100], cycles * 8e-9, 1e-11, f"high time of {net}")


@example("pwm/led_fade/pwm_led_fade", "an interrupt at each wrap fades the LED up and down, squared")
def led_fade(program):
    seen = program.run(until="1.2s", nets=["GPIO25"])
    edges = seen.edges("GPIO25")
    near(period(edges), 65536 * 4 / 125e6, 1e-8, "period")
    ticks = [round(high * 125e6 / 4) for high in high_times(edges)]
    up = [i * i for i in range(1, 256)]
    first = ticks.index(1)
    require(ticks[first : first + 255] == up, f"{ticks[first:first + 20]}")
    # The brightest one twice, and down again.
    require(ticks[first + 255 : first + 355] == up[::-1][:100], f"{ticks[first + 250:first + 270]}")


@example("pwm/measure_duty_cycle/pwm_measure_duty_cycle", "duty cycles of 0 to 100 % are measured by another slice, over a wire")
def measure_duty_cycle(program):
    text = program.run(wires=[("GP2", "GP5")], until="1s").text
    pairs = re.findall(r"Output duty cycle = ([\d.]+)%, measured input duty cycle = ([\d.]+)%", text)
    require([float(a) for a, _ in pairs] == [0, 10, 50, 90, 100], text)
    for wanted, measured in pairs:
        near(float(measured), float(wanted), 0.2, "percent")


@example("picoboard/blinky/picoboard_blinky", "the LED says Hello world in Morse code")
def blinky(program):
    edges = [(when, level) for when, level in program.run(until="14s", nets=["GPIO25"]).edges("GPIO25") if level in "01"]
    said = ""
    for (a, level), (b, _) in zip(edges, edges[1:]):
        units = round((b - a) * 10)
        if level == "1":
            said += {1: ".", 3: "-"}[units]
        elif said and units >= 3:
            said += " " if units < 7 else " / " if units < 10 else "\n"
    wanted = "".join(MORSE[c] for c in "HELLO") + "/ " + "".join(MORSE[c] for c in "WORLD")
    require_in(wanted.strip(), said)


@example("picoboard/button/picoboard_button", "the LED shines while BOOTSEL is pressed")
def bootsel(program):
    parts = "  bootsel: {type: bootsel_button}\n"
    stimuli = ["1s:bootsel.pressed=1", "1500ms:bootsel.pressed=0"]
    edges = program.run(parts=parts, stimuli=stimuli, nets=["GPIO25"], until="2s").edges("GPIO25")
    on, off = [when for when, level in edges if level in "01"][-2:]
    require(0 <= on - 1 < 0.015 and 0 <= off - 1.5 < 0.015, str(edges))


@example("system/hello_double_tap/hello_double_tap", "blinks; a reset goes on blinking, two within 200 ms ask for the boot loader")
def hello_double_tap(program):
    parts = "  run: {type: reset_button}\n"
    tap = ["2s:run.pressed=1", "2050ms:run.pressed=0"]
    seen = program.run(parts=parts, stimuli=tap, nets=["GPIO25"], until="4s")
    require_blinks(seen, 0.25)
    seen = program.run(
        parts=parts, stimuli=[*tap, "2100ms:run.pressed=1", "2110ms:run.pressed=0"], nets=["GPIO25"], until="4s", code=None
    )
    require_in("boot loader", seen.errors)
