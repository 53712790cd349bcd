"""Checks of stock MicroPython images for the Raspberry Pi Pico against parts on its pins: the runtime's own drivers of
buses and parts, and what the parts see or say. `tests/peers/stock` runs them."""

import os
import re
import tempfile

from board import PATIENCE_S, require, require_in, run_script
from vcd import edges_of

CHECKS = []

PICO = """
name: bench
title: A Pico with parts
chip: rp2040
flash: {part: w25q16jv, size: 2 MiB}
crystal_hz: 12_000_000
consoles: {usb: {}}
pins: {GP0: {gpio: 0}, GP1: {gpio: 1}, GP2: {gpio: 2}, GP3: {gpio: 3}, GP4: {gpio: 4}, GP5: {gpio: 5}, GP16: {gpio: 16},
  GP17: {gpio: 17}, GP18: {gpio: 18}, GP19: {gpio: 19}, GP26: {gpio: 26}}
"""
RATES = {0: 10, 1: 20, 2: 40, 3: 80, 7: 320}  # samples a second, by the NAU7802's CRS
I2C_BUS = """
  scl: {type: pull_up, gpio: 5}
  sda: {type: pull_up, gpio: 4}
"""


def check(function):
    CHECKS.append(function)
    return function


def run_with(image, parts, source, *arguments, patience=PATIENCE_S):
    """Runs Python source on a Pico with these parts, rows of a board file; returns (stdout, stderr)."""
    with tempfile.TemporaryDirectory() as folder:
        board = os.path.join(folder, "board.yaml")
        with open(board, "w") as file:
            file.write(PICO + ("parts:\n" + parts if parts else ""))
        return run_script(image, source, "--board", board, *arguments, patience=patience)


@check
def i2c(image, rom):
    """I2C and SoftI2C: EEPROM and clock on one bus"""
    parts = I2C_BUS + "  memory: {type: at24c, scl: 5, sda: 4}\n  clock: {type: ds1307, scl: 5, sda: 4}\n"
    output, _ = run_with(
        image,
        parts,
        """
from machine import I2C, SoftI2C, Pin
import time
pins = dict(sda=Pin(4), scl=Pin(5))
for make in (lambda: I2C(0, freq=100_000, **pins), lambda: I2C(0, freq=400_000, **pins), lambda: SoftI2C(**pins)):
    bus = make()
    print([hex(a) for a in bus.scan()])
    bus.writeto_mem(0x50, 0x1fe, b'endsto', addrsize=16)  # over the end of a page: to its beginning
    time.sleep_ms(10)
    print(bus.readfrom_mem(0x50, 0x1fd, 4, addrsize=16), bus.readfrom_mem(0x50, 0x1e0, 5, addrsize=16))
    bus.writeto_mem(0x68, 0, bytes([0x58, 0x59, 0x23, 3, 0x31, 0x12, 0x25]))
    time.sleep_ms(2100)
    print(bus.readfrom_mem(0x68, 0, 7).hex())
    try:
        bus.readfrom(0x51, 1)
    except OSError as e:
        print(e)
""",
        *rom,
    )
    seen = output.split("\n")
    for i in range(3):
        scan, memory, clock, error = (line.strip() for line in seen[4 * i : 4 * i + 4])
        require(scan == "['0x50', '0x68']", output)
        require(memory == "b'\\xffen\\xff' b'dsto\\xff'", output)
        require(clock == "00000004010126", output)
        require("EIO" in error or "ENODEV" in error, output)


@check
def scale(image, rom):
    """NAU7802: calibrate, tare, weigh 4.200 kg with all gains and rates, power down"""
    visits = []
    for i in range(12):
        visits += ["--stimulus", f"{13 + 6 * i}s:scale.mass_g=4200", "--stimulus", f"{16 + 6 * i}s:scale.mass_g=0"]
    output, _ = run_with(
        image,
        I2C_BUS
        + "  scale: {type: nau7802, scl: 5, sda: 4, drdy: 3, gain_error_ppm: 0,\n"
        + "    bridge: {zero_uv_per_v: 20, noise_nv: 60}}\n",
        """
from machine import I2C, Pin, idle
import time
bus = I2C(0, sda=Pin(4), scl=Pin(5), freq=400_000)
ready = Pin(3, Pin.IN)
def put(register, value): bus.writeto_mem(0x2a, register, bytes([value]))
def get(register): return bus.readfrom_mem(0x2a, register, 1)[0]
def conversion():
    while not ready():
        idle()
    raw = bus.readfrom_mem(0x2a, 0x12, 3)
    value = raw[0] << 16 | raw[1] << 8 | raw[2]
    return value - (1 << 24) if value & 1 << 23 else value
def mean(count):
    return sum(conversion() for _ in range(count)) / count
put(0, 1); put(0, 2)
while not get(0) & 8: pass
put(0, 6 | 0x80)
put(1, 5 << 3)  # the regulator: 3.0 V
def set_up(gain, rate):
    put(1, 5 << 3 | gain)
    put(2, rate << 4)
    put(0, 0x96)
    time.sleep_ms(1)
    put(2, rate << 4 | 4)
    while get(2) & 4: pass
    assert not get(2) & 8
    mean(5)  # the filter settles
settings = [(gain, 0) for gain in range(8)] + [(7, rate) for rate in (1, 2, 3, 7)]
second = 10
def wait_until(second):
    while time.ticks_ms() < second * 1000 + 100:
        time.sleep_ms(1)
for gain, rate in settings:
    wait_until(second)
    set_up(gain, rate)
    tare = mean(8)
    wait_until(second + 3)
    mean(5)
    print(1 << gain, rate, (mean(8) - tare) / ((1 << gain) * (1 << 24) * 1000e-6 / 50000))
    second += 6
put(0, 0)
time.sleep_ms(300)
print('off', ready())
""",
        *rom,
        *visits,
        "--timeout",
        "200s",
        patience=5 * PATIENCE_S,
    )
    rows = re.findall(r"^(\d+) (\d) ([\d.]+)", output, re.MULTILINE)
    require(len(rows) == 12, output)
    for gain, rate, grams in rows:
        # 60 nV RMS at 10 samples a second are a gram at 3.0 V; the mean of eight, twice. And a step of 24 bits.
        noise_g = (RATES[int(rate)] / 10) ** 0.5 / 8**0.5 * 2**0.5
        require(abs(float(grams) - 4200) < 4 * noise_g + 3 / int(gain), output)
    require_in("off 0", output)


@check
def one_wire(image, rom):
    """onewire and ds18x20: two sensors on one wire; dht"""
    output, _ = run_with(
        image,
        """
  inside: {type: ds18b20, gpio: 2, temperature_c: 21.5}
  outside: {type: ds18b20, gpio: 2, temperature_c: -7.25}
  pull: {type: pull_up, gpio: 2}
  air: {type: dht22, gpio: 3, temperature_c: -4.5, humidity_percent: 87.5}
""",
        """
from machine import Pin
import onewire, ds18x20, dht, time
sensors = ds18x20.DS18X20(onewire.OneWire(Pin(2)))
found = sensors.scan()
sensors.convert_temp()
time.sleep_ms(750)
print(len(found), sorted(sensors.read_temp(rom) for rom in found))
time.sleep_ms(1500)
air = dht.DHT22(Pin(3))
air.measure()
print(air.temperature(), air.humidity())
""",
        *rom,
    )
    require_in("2 [-7.25, 21.5]", output)
    require_in("-4.5 87.5", output)


@check
def pixels(image, rom):
    """neopixel drives a ws2812 part to the right colours"""
    _, errors = run_with(
        image,
        "  strip: {type: ws2812, gpio: 2, pixels: 5}\n",
        """
from machine import Pin
import neopixel, time
strip = neopixel.NeoPixel(Pin(2), 5)
for i in range(5):
    strip[i] = (i * 10 + 1, 255 - i, 0x80 >> i)
strip.write()
time.sleep_ms(30)
""",
        *rom,
        "--watch",
        "strip",
    )
    for i in range(5):
        require_in(f"{i * 10 + 1:02x}{255 - i:02x}{0x80 >> i:02x}", errors)


@check
def spi_flash(image, rom):
    """SPI and SoftSPI: id, erase, program and read of a W25Q"""
    output, _ = run_with(
        image,
        "  store: {type: w25q, sck: 18, mosi: 19, miso: 16, cs: 17}\n",
        """
from machine import SPI, SoftSPI, Pin
cs = Pin(17, Pin.OUT, value=1)
def ask(spi, request, answer=0):
    cs(0)
    spi.write(request)
    got = spi.read(answer)
    cs(1)
    return got
def wait(spi):
    while ask(spi, b'\\x05', 1)[0] & 1: pass
pins = dict(sck=Pin(18), mosi=Pin(19), miso=Pin(16))
for i, make in enumerate((lambda: SPI(0, 1_000_000, **pins), lambda: SPI(0, 20_000_000, polarity=1, phase=1, **pins),
                          lambda: SoftSPI(baudrate=500_000, **pins))):
    spi = make()
    ask(spi, b'\\x06'); ask(spi, b'\\x20\\0\\x10\\0'); wait(spi)
    ask(spi, b'\\x06'); ask(spi, b'\\x02\\0\\x10\\x80' + bytes([i + j for j in range(16)])); wait(spi)
    print(ask(spi, b'\\x9f', 3).hex(), ask(spi, b'\\x03\\0\\x10\\x7f', 18).hex())
""",
        *rom,
    )
    for i in range(3):
        written = "".join(f"{i + j:02x}" for j in range(16))
        require(re.search(rf"^ef40\w\w ff{written}ff", output, re.MULTILINE), output)


@check
def turning(image, rom):
    """ADC reads a potentiometer, PWM turns a servo"""
    output, errors = run_with(
        image,
        "  knob: {type: potentiometer, gpio: 26, position_percent: 25}\n  arm: {type: servo, gpio: 2}\n",
        """
from machine import ADC, PWM, Pin
import time
knob = ADC(26)
print(knob.read_u16())
arm = PWM(Pin(2), freq=50, duty_ns=1_000_000)
time.sleep_ms(500)
arm.duty_ns(2_000_000)
time.sleep_ms(500)
print(knob.read_u16())
""",
        *rom,
        "--stimulus",
        "800ms:knob.position_permille=750",
        "--watch",
        "arm",
    )
    before, after = map(int, output.split())
    require(abs(before - 65535 // 4) < 40 and abs(after - 65535 * 3 // 4) < 40, output)
    angles = [int(angle) for angle in re.findall(r"arm\.angle (\d+)", errors)]
    require({449, 450} & set(angles) and angles[-1] == 1350, errors[-600:])


@check
def calendar(image, rom):
    """machine.RTC keeps the calendar over a leap day"""
    output, _ = run_with(
        image,
        "",
        """
from machine import RTC
import time
RTC().datetime((2028, 2, 28, 0, 23, 59, 58, 0))
time.sleep(3)
print(RTC().datetime())
""",
        *rom,
    )
    require_in("(2028, 2, 29, 1, 0, 0, ", output)


@check
def pio(image, rom):
    """rp2: asm_pio and StateMachine make a square wave to the clock; DMA copies"""
    with tempfile.TemporaryDirectory() as folder:
        vcd = os.path.join(folder, "pins.vcd")
        output, _ = run_with(
            image,
            "",
            """
import rp2, time
from machine import Pin
@rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
def square():
    wrap_target()
    set(pins, 1) [3]
    set(pins, 0) [3]
    wrap()
machine = rp2.StateMachine(0, square, freq=8_000_000, set_base=Pin(2))
machine.active(1)
time.sleep_ms(2) # from a millisecond on, by where in one it begins
machine.active(0)
source = bytes(range(256)) * 4
target = bytearray(1024)
dma = rp2.DMA()
dma.config(read=source, write=target, count=256, ctrl=dma.pack_ctrl(), trigger=True)
while dma.active(): pass
print(source == target)
""",
            *rom,
            "--vcd",
            vcd,
        )
        require_in("True", output)
        times = [round(seconds * 1e9) for seconds, level in edges_of(vcd, "GPIO2") if level in "01"]
    # 125 MHz / 8 MHz = 15 + 160 / 256: ticks are 15 or 16 cycles apart, half a period is four ticks.
    halves = [b - a for a, b in zip(times[-1000:], times[-999:])]
    require(len(halves) > 900 and all(496 <= half <= 504 for half in halves[:-1]), halves[:20])
    mean = (times[-1] - times[-901]) / 900
    require(abs(mean - 500) < 0.1, f"half a period of {mean} ns")


@check
def oled(image, rom):
    """ssd1306 shows what framebuf drew"""
    _, errors = run_with(
        image,
        I2C_BUS + "  screen: {type: ssd1306, scl: 5, sda: 4}\n",
        """
from machine import I2C, Pin
import framebuf, time
bus = I2C(0, sda=Pin(4), scl=Pin(5), freq=1_000_000)
def send(*codes):
    bus.writeto(0x3c, bytes([0]) + bytes(codes))
send(0xae, 0x20, 0, 0x40, 0xa1, 0xa8, 63, 0xc8, 0xd3, 0, 0xda, 0x12, 0x8d, 0x14, 0xaf)
image = framebuf.FrameBuffer(bytearray(1024), 128, 64, framebuf.MONO_VLSB)
pixels = bytearray(1024)
image = framebuf.FrameBuffer(pixels, 128, 64, framebuf.MONO_VLSB)
image.fill_rect(10, 20, 30, 7, 1)
image.pixel(127, 63, 1)
send(0x21, 0, 127, 0x22, 0, 7)
bus.writeto(0x3c, b'\\x40' + pixels)
time.sleep_ms(20)
""",
        *rom,
        "--watch",
        "screen",
    )
    require(re.search(rf"lit\D+{30 * 7 + 1}\b", errors), errors[-600:])


@check
def meter(image, rom):
    """the 8840A's display is read by polling mem32, and the piezo's 1 kHz is seen"""
    output, errors = run_script(
        image,
        """
from machine import PWM, Pin, mem32
import time
GRIDS = (23, 24, 10, 12, 14, 5, 9, 7)
SEGMENTS = (18, 20, 16, 15, 25, 22, 17)  # a to g
DIGITS = {0: ' ', 0x3f: '0', 0x06: '1', 0x5b: '2', 0x4f: '3', 0x66: '4', 0x6d: '5', 0x7d: '6', 0x07: '7', 0x7f: '8', 0x67: '9'}
grid_mask = sum(1 << g for g in GRIDS)
seen = {}
end = time.ticks_add(time.ticks_us(), 4 * 4600)
while time.ticks_diff(end, time.ticks_us()) > 0:
    levels = mem32[0xd0000004]
    if mem32[0xd0000004] == levels:
        grids = levels & grid_mask
        if grids and not grids & (grids - 1):
            seen.setdefault(grids, {}).setdefault(levels, 0)
            seen[grids][levels] += 1
text = ''
for g in GRIDS[2:7]:
    counts = seen[1 << g]
    levels = max(counts, key=lambda one: counts[one])
    text += DIGITS.get(sum(1 << i for i, s in enumerate(SEGMENTS) if levels >> s & 1), '?')
    if levels >> 11 & 1:
        text += '.'
print(text)
buzzer = PWM(Pin(28), freq=1000, duty_u16=32768)
time.sleep_ms(30)
""",
        "--board",
        "fluke_buzzer",
        *rom,
        "--stimulus",
        "10ms:display.resistance_mohm=9470",
        "--watch",
        "buzzer",
    )
    require_in("9.470", output)
    tones = [int(hertz) for hertz in re.findall(r"buzzer\.frequency (\d+) Hz", errors)]
    require(tones[-1] == 1000, errors[-600:])
