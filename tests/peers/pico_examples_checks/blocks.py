"""Programs that need nothing but the chip: clocks, divider, interpolators, cores, timers, RTC, watchdog, UART."""

import re

from bench import example, near, period, require, require_blinks, require_in, says

says("hello_world/serial/hello_serial", "says hello once a second on UART0", *["Hello, world!\n"] * 3)


@example("hello_world/usb/hello_usb", "says hello once a second over USB")
def hello_usb(program):
    require_in("Hello, world!\nHello, world!\n", program.run(until="4s").console("usb"))


says("cmake/build_variants/build_variant1", "prints the definitions of its build", "common thing is 123", until="1s")
says(
    "cmake/build_variants/build_variant2",
    "prints the definitions of its build, and a little extra",
    "A little extra",
    until="1s",
)


@example("binary_info/hello_anything/hello_anything", "says hello on UART and USB, as its binary information sets it")
def hello_anything(program):
    seen = program.run(until="4s")
    require_in("Hello, world!\nHello, world!\n", seen.text)
    require_in("Hello, world!\nHello, world!\n", seen.console("usb"))


@example("clocks/detached_clk_peri/clocks_detached_clk_peri", "measures clk_sys at 133 MHz / 1 to 10 while the UART keeps its rate")
def detached_clk_peri(program):
    measured = [int(value) for value in re.findall(r"counter:(\d+) kHz", program.run(until="2s").text)]
    require(len(measured) == 10, f"measured {measured}")
    for divider, kilohertz in enumerate(measured, 1):
        near(kilohertz, 133_000 / divider, 2, f"kHz of clk_sys / {divider}")


@example("clocks/hello_48MHz/hello_48MHz", "measures all clocks before and after clk_sys is taken from the USB PLL")
def hello_48mhz(program):
    text = program.run(until="2s").require_texts("Hello, world!", "Hello, 48MHz").text
    measured = re.findall(r"(\w+) += (\d+)kHz", text)
    values = {}
    for name, kilohertz in measured:
        values.setdefault(name, []).append(int(kilohertz))
    require([abs(a - b) <= 1 for a, b in zip(values["clk_sys"], (125_000, 48_000))] == [True] * 2, str(values))
    require(values["pll_sys"][1] == 0 and abs(values["clk_peri"][1] - 48_000) <= 1, str(values))
    require(all(abs(value - 48_000) <= 1 for value in values["clk_usb"] + values["clk_adc"]), str(values))
    require(all(1_800 <= value <= 12_000 for value in values["rosc"]), str(values))
    require(all(46 <= value <= 47 for value in values["clk_rtc"]), str(values))


@example("clocks/hello_gpout/hello_gpout", "clk_sys, clk_usb, clk_adc and clk_rtc, divided by 10, on GPIO 21, 23, 24 and 25")
def hello_gpout(program):
    nets = {"GPIO21": 12.5e6, "GPIO23": 4.8e6, "GPIO24": 4.8e6, "GPIO25": 4687.5}
    seen = program.run(until="32ms", nets=nets, options=["--vcd-timescale=1ps"])
    for net, hertz in nets.items():
        near(1 / period(seen.edges(net)), hertz, hertz * 1e-4, f"Hz on {net}")


says("clocks/hello_resus/hello_resus", "clk_sys comes back after its PLL broke", "Hello resus", "Resus event fired")

says(
    "divider/hello_divider",
    "quotients, remainders and a state that is saved and restored",
    "123456/-321 = -384 remainder 192",
    "Working backwards! Result 123456 should equal 123456!",
    "123456/321 = 384 remainder 192",
    "Async result 123456/-321 = -384 remainder 192",
    "123456 / -321 = (by operator -384) (inlined -384)",
    "inner 123 / 7 = 17",
    "outer divide 123456 / -321 = -384",
)


@example("interp/hello_interp/hello_interp", "every mode of the interpolators gives the values of the datasheet's formulas")
def hello_interp(program):
    text = program.run(until="1s").text
    titles = ("9 times table", "Masking", "Lane result crossover", "Simple blend 1", "Simple blend 2", "Clamp", "Linear interpolation")

    def section(title):
        return re.search(rf"^{title}:\n(.*?)(?=^(?:{'|'.join(titles)}|Affine)|\Z)", text, re.M | re.S)[1]

    def numbers(title):
        return [int(word) for word in re.findall(r"-?\d+", section(title))]

    require(numbers("9 times table") == [9 * i for i in range(1, 11)], text)
    nibbles = re.findall(r"Nibble (\d): ([0-9a-f]{8})", text)
    plain = [0x1234ABCD & 0xF << 4 * i for i in range(8)]
    signed = [value | (-1 << 4 * i + 4 if value >> 4 * i & 8 else 0) & 0xFFFFFFFF for i, value in enumerate(plain)]
    require([int(value, 16) for _, value in nibbles] == plain + signed, str(nibbles))
    crossed, a, b = [], 123, 456
    for _ in range(10):  # POP1 gives lane 1 and writes both accumulators, each with the other lane's result
        crossed += [a + 1, b]
        a, b = b, a + 1
    shown = [int(word) for pair in re.findall(r"PEEK0, POP1: (\d+), (\d+)", text) for word in pair]
    require(shown == crossed, f"{shown} is not {crossed}")
    require(numbers("Simple blend 1") == [500 + (500 * (255 * i // 6) >> 8) for i in range(7)], section("Simple blend 1"))
    signed_blend = re.search(r"signed:\n((?:-?\d+\n){7})", section("Simple blend 2"))[1].split()
    require([int(word) for word in signed_blend] == [-1000 + (2000 * (255 * i // 6) >> 8) for i in range(7)], str(signed_blend))
    require(numbers("Clamp") == sum(([i, min(255, max(0, i >> 2))] for i in range(-1024, 1025, 256)), []), section("Clamp"))
    samples = [0, 10, -20, -1000, 500]
    lines = re.findall(r"(-?\d+)\t\((\d+)% between (-?\d+) and (-?\d+)\)", text)
    require(len(lines) == 16, text)
    for i, line in enumerate(lines):
        first, second = samples[i // 4], samples[i // 4 + 1]
        blend = first + ((second - first) * (i % 4 * 64) >> 8)
        wanted = (blend, 100 * (i % 4 * 64) // 255, first, second)
        require(tuple(map(int, line)) == wanted, f"{line} is not {wanted}")
    texture = [0x10 * (i * (65536 // 3) >> 16 & 3) + i // 2 % 4 for i in range(12)]
    shown = [int(word, 16) for word in re.findall(r"^0x([0-9a-f]{2})$", text, re.M)]
    require(shown == texture, f"{shown} is not {texture}")


says(
    "multicore/hello_multicore/hello_multicore",
    "both cores pass a value through the FIFOs",
    "Hello, multicore!",
    "all gone well on core",
    "all gone well on core",
)
says(
    "multicore/multicore_fifo_irqs/multicore_fifo_irqs",
    "each core's FIFO interrupt gets the other one's value",
    "core 0 got 123, core 1 got 321!",
)
for name in ("multicore_runner", "multicore_runner_queue"):
    says(
        f"multicore/{name}/{name}",
        "core 1 calculates what core 0 asks it for" + (", by queues" if "queue" in name else ""),
        "Factorial 10 is 3628800",
        "Fibonacci 10 is 55",
    )

says("reset/hello_reset/hello_reset", "PWM and ADC come out of reset again, and main returns", "Hello, reset!", until="1s")


@example("rtc/hello_rtc/hello_rtc", "the calendar counts seconds from Friday 5 June 2020, 15:45:00")
def hello_rtc(program):
    text = program.run(until="3.5s").text
    for second in range(4):
        require_in(f"Friday 5 June 15:45:0{second} 2020", text)


says("rtc/rtc_alarm/rtc_alarm", "an alarm fires after 5 s", "RTC Alarm!", "Alarm Fired At Wednesday 13 January 11:20:05 2020", until="6s")
says(
    "rtc/rtc_alarm_repeat/rtc_alarm_repeat",
    "an alarm fires at the beginning of each minute",
    "Alarm Fired At Wednesday 13 January 11:20:00 2020",
    "Alarm Fired At Wednesday 13 January 11:21:00 2020",
    "Alarm Fired At Wednesday 13 January 11:22:00 2020",
    until="125s",
)


@example("timer/hello_timer/hello_timer", "an alarm after 2 s; repeating timers with and without drift, cancelled")
def hello_timer(program):
    text = program.run(until="13s").require_texts("Hello Timer!", "fired!", "cancelled... 1", "cancelled... 1", "Done").text
    first, second = [[int(word) for word in re.findall(r"Repeat at (\d+)", part)] for part in text.split("cancelled")[:2]]
    require(len(first) == 5 and len(second) in (5, 6), text)
    require(all(500_000 < b - a < 502_500 for a, b in zip(first, first[1:])), str(first))
    require(all(abs(b - a - 500_000) < 20 for a, b in zip(second, second[1:])), str(second))


says(
    "timer/periodic_sampler/periodic_sampler",
    "samples of a repeating timer at 25 Hz, taken one by one, then as many as are there",
    "Got 0: 100",
    "Got 9: 1000",
    "got 1100",
    "Done",
    until="5s",
)


@example("timer/timer_lowlevel/timer_lowlevel", "an alarm of the bare timer every 2 s")
def timer_lowlevel(program):
    seen = program.run(until="6.5s", buses=())
    require(seen.text.count("Alarm IRQ fired") == 3, seen.text)
    times = [float(line.split()[0]) for line in seen.trace() if "enter TIMER_IRQ_0" in line]
    require(len(times) == 3 and all(abs(b - a - 2) < 0.002 for a, b in zip(times, times[1:])), str(times))


@example("uart/hello_uart/hello_uart", "characters and a string on UART0")
def hello_uart(program):
    require(program.run(until="100ms").text == "AB Hello, UART!\n", "another text")


@example("uart/uart_advanced/uart_advanced", "an interrupt sends back the next letter for each that comes")
def uart_advanced(program):
    keyboard = "  keyboard: {type: uart_peer, tx: 0, rx: 1, baud: 115200}\n"
    seen = program.run(parts=keyboard, stimuli=["500ms:keyboard.say=HAL"], buses=(), consoles=("usb",), until="1s")
    events = [re.search(r"uart +UART0\.TX +([0-9a-f]{2})\b", line) for line in seen.trace()]
    require(bytes(int(event[1], 16) for event in events if event) == b"\nHello, uart interrupts\nIBM", "another text")


@example("watchdog/hello_watchdog/hello_watchdog", "the watchdog boots the chip 100 ms after its last update")
def hello_watchdog(program):
    seen = program.run(until="1s").require_texts("Clean boot", "Updating watchdog 4", "Waiting", "Rebooted by Watchdog!")
    require(seen.text.count("Clean boot") == 1, seen.text)


def blinks(image, claim, half_s):
    @example(image, claim)
    def check(program):
        require_blinks(program.run(until="3s", nets=["GPIO25"]), half_s)


blinks("blink/blink", "the LED changes every 250 ms", 0.25)
blinks("blink_simple/blink_simple", "the LED changes every 250 ms", 0.25)
blinks("binary_info/blink_any/blink_any", "the LED of its binary information changes every 250 ms", 0.25)
blinks("status_led/status_blink/status_blink", "the status LED changes every 250 ms", 0.25)


@example("status_led/color_blink/color_blink", "the pixel of a XIAO RP2040 is red, green and blue by turns, 250 ms each (built for that board)")
def color_blink(program):
    seen = program.run(until="3s", parts="  pixel: {type: ws2812, gpio: 12, pixels: 1}\n", base="seeed_xiao_rp2040", watch=["pixel"])
    shown = [pixel for pixel in seen.values("pixel", "pixels") if pixel.strip()]
    first = shown.index("#aa0000")
    require(shown[first : first + 6] == ["#aa0000", "#000000", "#00aa00", "#000000", "#0000aa", "#000000"], str(shown))


says(
    "system/narrow_io_write/narrow_io_write",
    "narrow writes reach all lanes of a register",
    "Should be 0xdeadbeef: 0xdeadbeef",
    "Should be ef be ad de: ef be ad de",
    "Should be 0xa5a5a5a5: 0xa5a5a5a5",
    "Should be 0x3c3c3c3c: 0x3c3c3c3c",
    "Should be 0xf00df00d: 0xf00df00d",
)
says(
    "system/rand/rand",
    "half a million random numbers are evenly spread",
    "Random 128bits",
    "count of 31",
    "All done",
    until="20s",
)


@example("system/unique_board_id/unique_board_id", "the flash chip's 64 bits")
def unique_board_id(program):
    require(re.search(r"Unique identifier:( [0-9a-f]{2}){8}\n", program.run(until="1s").text), "no identifier")
    # It is the chip's own: the same again.
    require(program.run(until="1s").text == program.run(until="1s").text, "another identifier")


for image, cores in (("one_core", 1), ("two_cores", 2), ("static_allocation", 2)):

    def check(program, cores=cores):
        seen = program.run(until="13s", nets=["GPIO25"])
        first = "Starting FreeRTOS SMP on both cores:" if cores == 2 else "Starting FreeRTOS on core 0:"
        seen.require_texts(first, "main task count=0", "main task count=4")
        seen.require_texts("Hello from worker count=0", "Hello from worker count=1")
        require_blinks(seen, 2, tolerance_s=0.02)
        if cores == 2:
            require_in("task is on core 1", seen.text)

    example(
        f"freertos/hello_freertos/hello_freertos_{image}",
        f"tasks and a worker print at their times, another one blinks ({cores} core{'s' * (cores - 1)})",
    )(check)
