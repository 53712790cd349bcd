"""Programs of i2c/, spi/ and uart/ that talk to a part: modelled ones, and registers that a file of pico_examples_parts describes."""

import re

from bench import described, example, near, require, require_in
from pio import check_scan

I2C = "scl: 5, sda: 4"
SPI = "sck: 18, mosi: 19, cs: 17"


def bmp280_pressure_pa(counts, t_fine):
    """The datasheet's compensation in 32 bits (BST-BMP280-DS001, 8.2), its example's calibration."""
    p1, p2, p3, p4, p5, p6, p7, p8, p9 = 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000
    a = (t_fine >> 1) - 64000
    b = ((a >> 2) * (a >> 2) >> 11) * p6 + (a * p5 << 1)
    b = (b >> 2) + (p4 << 16)
    a = ((p3 * ((a >> 2) * (a >> 2) >> 13) >> 3) + (p2 * a >> 1)) >> 18
    a = (32768 + a) * p1 >> 15
    pressure = ((1048576 - counts) - (b >> 12)) * 3125
    pressure = (pressure << 1) // a if pressure < 1 << 31 else pressure // a * 2
    return pressure + ((p9 * ((pressure >> 3) * (pressure >> 3) >> 13) >> 12) + ((pressure >> 2) * p8 >> 13) + p7 >> 4)


@example("i2c/bmp280_i2c/bmp280_i2c", "the pressure and temperature of the datasheet's example (described registers)")
def bmp280(program):
    seen = program.run(parts=described("bmp280"), watch=["air"], until="1.5s")
    kilopascals = bmp280_pressure_pa(415148, 128422) / 1000
    near(kilopascals, 100.65, 0.01, "kPa")
    seen.require_texts("Hello, BMP280!", f"Pressure = {kilopascals:.3f} kPa", "Temp. = 25.08 C")
    require("0x2f" in seen.values("air", "ctrl_meas")[-1] and "0x94" in seen.values("air", "config")[-1], seen.errors)


@example("i2c/bus_scan/i2c_bus_scan", "finds the parts on the bus")
def bus_scan(program):
    parts = f"  memory: {{type: at24c, {I2C}}}\n  clock: {{type: ds1307, {I2C}}}\n  air: {{type: bme280, {I2C}}}\n"
    check_scan(program.run(parts=parts, until="2s").text, {0x50, 0x68, 0x76})


@example("i2c/ht16k33_i2c/ht16k33_i2c", "a text scrolls over four digits of 14 segments, which blink in the end (described registers)")
def ht16k33(program):
    seen = program.run(parts=described("ht16k33"), watch=["digits"], until="36s")
    require("registers.unknown" not in seen.errors, seen.errors[-500:])
    at_once = {}
    shown = set()
    for name, value in re.findall(r"digits\.(DIGIT_\d|DISPLAY|DIMMING|SYSTEM) (0x\w+)", seen.errors):
        at_once[name] = int(value, 16)
        shown.add(tuple(at_once.get(f"DIGIT_{i}", 0) for i in range(4)))
    letters = {" ": 0, "W": 0x2836, "E": 0xF9, "L": 0x38, "C": 0x39, "P": 0xF3, "I": 0x1209, "O": 0x3F}
    for text in ("WELC", "PICO"):
        require(tuple(letters[letter] for letter in text) in shown, f"never shows {text}")
    require((0xFFFF,) * 4 in shown, "never shows all segments")
    levels = [int(value, 16) for value in seen.values("digits", "DIMMING")]
    require(set(range(16)) <= set(levels) and 3 in [int(value, 16) for value in seen.values("digits", "DISPLAY")], str(levels))


@example("i2c/lcd_1602_i2c/lcd_1602_i2c", "five pairs of lines on an LCD, centred")
def lcd_1602(program):
    seen = program.run(parts=f"  screen: {{type: lcd1602, {I2C}}}\n", watch=["screen"], until="10.5s")
    for number, texts in enumerate((("RP2040 by", "A brand new", "Twin core M0", "More power in", "More beans"),
                                    ("Raspberry Pi", "microcontroller", "Full C SDK", "your product", "than Heinz!")), 1):
        shown = " ".join(seen.values("screen", f"line{number}"))
        for text in texts:
            require(" " * (8 - len(text) // 2) + text in shown, f"no {text!r} in line {number}: {shown}")
    require("hd44780." not in seen.errors, seen.errors[-500:])


@example("i2c/lis3dh_i2c/lis3dh_i2c", "acceleration of three axes and temperature (described registers)")
def lis3dh(program):
    stimuli = ["700ms:accelerometer.accel_x_mg=-500"]
    seen = program.run(parts=described("lis3dh"), stimuli=stimuli, watch=["accelerometer"], until="1.2s")
    seen.require_texts("TEMPERATURE: 3.000", "X acceleration: 0.000g", "Z acceleration: 1.000g", "X acceleration: -0.500g")
    require("0x97" in seen.values("accelerometer", "CTRL_REG1")[-1], seen.errors)


@example("i2c/mcp9808_i2c/mcp9808_i2c", "temperature and the alerts of the limits that it sets (described registers)")
def mcp9808(program):
    stimuli = ["1500ms:thermometer.temperature_mc=31500", "2500ms:thermometer.temperature_mc=45000", "3500ms:thermometer.temperature_mc=12250"]
    text = program.run(parts=described("mcp9808"), stimuli=stimuli, until="4.5s").text
    said = text.replace("Temperature is ", "").replace(" temperature limit.", "").split("\n")[1:]
    require(said[:2] == ["Ambient temperature: 25.0000°C"] * 2, text)
    require(said[2:4] == ["above the upper", "Ambient temperature: 31.5000°C"], text)
    require(said[4:7] == ["above the upper", "above the critical", "Ambient temperature: 45.0000°C"], text)
    require(said[7:9] == ["below the lower", "Ambient temperature: 12.2500°C"], text)


@example("i2c/mma8451_i2c/mma8451_i2c", "acceleration of three axes at +-4 g (described registers)")
def mma8451(program):
    stimuli = ["700ms:accelerometer.accel_y_mg=-2500"]
    seen = program.run(parts=described("mma8451"), stimuli=stimuli, watch=["accelerometer"], until="1.2s")
    seen.require_texts("Y acceleration: 0.000000ms^-2", "Z acceleration: 9.81", "Y acceleration: -24.525")


@example("i2c/mpl3115a2_i2c/mpl3115a2_i2c", "an interrupt of the full FIFO gives the mean of 32 samples (described registers and pin)")
def mpl3115a2(program):
    stimuli = ["1s:altimeter.full=1", "2s:altimeter.altitude_mm=-12500", "2s:altimeter.temperature_mc=-3250", "2s:altimeter.full=1"]
    seen = program.run(parts=described("mpl3115a2"), stimuli=stimuli, watch=["altimeter"], until="3s")
    seen.require_texts("32 sample average -> t: 21.5000 C, h: 123.7500 m", "32 sample average -> t: -3.2500 C, h: -12.5000 m")
    require(seen.text.count("average") == 2, seen.text)
    require("0xc5e6" in seen.values("altimeter", "BAR_IN")[-1], seen.errors)  # 1013.25 hPa / 2 Pa


@example("i2c/mpu6050_i2c/mpu6050_i2c", "acceleration, rotation and temperature of an MPU-6050")
def mpu6050(program):
    parts = f"  imu: {{type: mpu6050, {I2C}}}\n"
    stimuli = ["500ms:imu.accel_x_mg=-500", "500ms:imu.rotation_y_mdps=100000", "500ms:imu.temperature_mc=40000"]
    text = program.run(parts=parts, stimuli=stimuli, until="800ms").text
    require_in("Acc. X = 0, Y = 0, Z = 16384\nGyro. X = 0, Y = 0, Z = 0\n", text)
    require_in("Acc. X = -8192, Y = 0, Z = 16384\nGyro. X = 0, Y = 13100, Z = 0\n", text)
    degrees = [float(word) for word in re.findall(r"Temp\. = ([\d.]+)", text)]
    near(degrees[1], 25, 0.01, "degrees")
    near(degrees[-1], 40, 0.01, "degrees")


@example("i2c/pa1010d_i2c/pa1010d_i2c", "position and time of an NMEA sentence that a GPS sends over I2C (described part)")
def pa1010d(program):
    seen = program.run(parts=described("pa1010d"), stimuli=["1500ms:gps.minute=34"], watch=["gps"], until="4s")
    seen.require_texts(
        "Protocol:GNRMC", "UTC Time: 123319", "Status: Data Valid", "Latitude: 5213.0", "N/S indicator: N", "Longitude: 00007.5",
        "E/W indicator: E", "Speed over ground: 0.02", "Course over ground: 31.66", "Date: 28/05/20", "Mode: A", "UTC Time: 123419"
    )


@example("i2c/pcf8523_i2c/pcf8523_i2c", "the clock counts from the time that it sets; its alarm rings after a minute")
def pcf8523(program):
    text = program.run(parts=f"  clock: {{type: pcf8523, {I2C}}}\n", until="62s").text
    require_in("Time: 00 : 00 : 00\nDate: Sunday 00 / 00 / 00\nAlarm not triggered yet", text)
    require_in("Time: 00 : 00 : 59\nDate: Sunday 00 / 00 / 00\nAlarm not triggered yet", text)
    require_in("Time: 00 : 01 : 00\nDate: Sunday 00 / 00 / 00\nALARM RINGING", text)


@example("i2c/ssd1306_i2c/ssd1306_i2c", "raspberries scroll over an OLED; then a text, its inverse, and lines")
def ssd1306(program):
    seen = program.run(parts=f"  screen: {{type: ssd1306, {I2C}, size: [128, 32]}}\n", watch=["screen"], until="16s")
    lit = [int(word) for word in re.findall(r"screen\.lit (\d+)", seen.errors)]
    require(lit.count(128 * 32) >= 3, f"lit: {lit[:60]}")  # the screen flashes
    pictures = seen.values("screen", "picture")
    require(len(set(pictures)) > 100, f"{len(set(pictures))} pictures")
    # The text and its inverse complete each other.
    require(any(a + b == 128 * 32 and 300 < a < 1500 for a, b in zip(lit, lit[1:])), str(lit[-60:]))


@example("spi/bme280_spi/bme280_spi", "humidity, pressure and temperature of a BME280")
def bme280(program):
    parts = f"  air: {{type: bme280, {SPI}, miso: 16, temperature_c: 21.5, humidity_percent: 40}}\n"
    stimuli = ["1500ms:air.pressure_pa=98000"]
    text = program.run(parts=parts, stimuli=stimuli, until="2.5s").require_texts("Chip ID is 0x60").text
    for name, wanted, tolerance in (("Humidity", (40, 40), 0.2), ("Pressure", (101325, 98000), 15), ("Temp.", (21.5, 21.5), 0.05)):
        # The first answer may be of before the first measurement.
        values = [float(word) for word in re.findall(rf"{re.escape(name)} = (-?[\d.]+)", text)]
        near(values[1], wanted[0], tolerance, name)
        near(values[-1], wanted[1], tolerance, name)


@example("spi/max7219_32x8_spi/max7219_32x8_spi", "four matrices of 8 x 8 count in bars, then show a chequered pattern at all brightnesses")
def max7219_32x8(program):
    parts = f"  matrix: {{type: max7219_matrix, din: 19, clk: 18, cs: 17, drivers: 4}}\n"
    seen = program.run(parts=parts, watch=["matrix"], until="11s")
    pictures = seen.values("matrix", "picture")
    for value in (0x01, 0x55, 0xFE):
        row = f"{value:08b}".replace("0", ".").replace("1", "#") * 4
        require(any(":".join([row] * 8) in shown for shown in pictures), f"{value:#x} is not shown: {pictures[-1]}")
    chequered = [("#." * 16, ".#" * 16)[line % 2] for line in range(8)]
    require(any(":".join(chequered) in shown for shown in pictures[-40:]), pictures[-1])
    require(len(set(seen.values("matrix", "intensity"))) >= 12 and "max7219." not in seen.errors, seen.errors[-300:])


@example("spi/max7219_8x7seg_spi/max7219_8x7seg_spi", "eight digits count up")
def max7219_8x7seg(program):
    seen = program.run(parts="  digits: {type: max7219_digits, din: 19, clk: 18, cs: 17}\n", watch=["digits"], until="4s")
    shown = [int(word) for word in re.findall(r"digits\.text '?\"?(?:0| )*(\d+)", seen.errors)]
    require(len(shown) > 50 and shown == sorted(shown) and shown[-1] > 400, str(shown[-20:]))


@example("spi/mpu9250_spi/mpu9250_spi", "acceleration, rotation and temperature (described registers)")
def mpu9250(program):
    stimuli = ["600ms:imu.accel_y_mg=250", "600ms:imu.rotation_z_mdps=-10000", "600ms:imu.temperature_counts=340"]
    text = program.run(parts=described("mpu9250"), stimuli=stimuli, until="1s").text
    require_in("Acc. X = 0, Y = 0, Z = 16384\nGyro. X = 0, Y = 0, Z = 0\nTemp. = 36.530000\n", text)
    require_in("Acc. X = 0, Y = 4096, Z = 16384\nGyro. X = 0, Y = 0, Z = -1310\nTemp. = 37.530000\n", text)


@example("uart/lcd_uart/lcd_uart", "a serial LCD gets its set-up, what is typed, and a colour for each key (built without the trap at its null pointer)")
def lcd_uart(program):
    keyboard = "  keyboard: {type: uart_peer, tx: 0, rx: 1, baud: 115200}\n"
    buses = ["uart:line=GP8,baud=9600"]
    seen = program.run(parts=keyboard, stimuli=["500ms:keyboard.say=Hi!"], buses=buses, consoles=("usb",), until="1s")
    events = [re.search(r"uart +(\S+) +([0-9a-f]{2})\b", line) for line in seen.trace()]
    said = bytes(int(event[2], 16) for event in events if event and event[1] not in ("UART0.TX", "UART0.RX", "keyboard"))
    require(b"\xfe\x42" in said and b"\xfe\xd1\x10\x02" in said and b"\xfe\x40Hello LCD, from Pi Towers!" in said, repr(said))
    require(re.search(rb"H\xfe\xd0...i\xfe\xd0...!\xfe\xd0", said, re.S), repr(said))
