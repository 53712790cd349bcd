"""Programs whose two ends are both Picos: I2C and SPI slaves, loopbacks, a memory chip on SPI."""

import re

from bench import Seen, example, require, require_in, says
from pio import FLASH, check_flash

says("spi/spi_dma/spi_dma", "1024 bytes go out and come back by DMA over the SPI block's loopback", "SPI DMA example", "All good", until="1s")


@example("spi/spi_flash/spi_flash", "erases, programs and erases a sector of a W25Q")
def spi_flash(program):
    check_flash(program.run(parts=FLASH, until="5s").text, ("After erase:", "After program:", "Erase again:"))


@example("spi/spi_master_slave/spi_master/spi_master", "a Pico writes 256 bytes to another one and reads the inverted ones")
def spi_master(program):
    check_spi_pair(program, "master", "MISO", [0xFF - i for i in range(256)])


@example("spi/spi_master_slave/spi_slave/spi_slave", "as slave it reads the 256 bytes that the other one writes")
def spi_slave(program):
    check_spi_pair(program, "slave", "MOSI", list(range(256)))


def check_spi_pair(program, name, line, wanted):
    board = program.board("")
    late = program.board("  run: {type: reset_button}\n", "late")
    images = {role: program.path(f"spi/spi_master_slave/spi_{role}/spi_{role}") for role in ("master", "slave")}
    # The master's TX (19) meets the slave's RX (16), and so on; one chip select and one clock.
    wires = [("master.GP19", "slave.GP16"), ("master.GP16", "slave.GP19"), ("master.GP17", "slave.GP17"), ("master.GP18", "slave.GP18")]
    bench = program.bench(wires, {"master": (late, images["master"]), "slave": (board, images["slave"])})
    # The slave has to listen before the master begins.
    reset = ["--stimulus=0s:master.run.pressed=1", "--stimulus=500ms:master.run.pressed=0"]
    program.execute([bench, "--until=22s", "--past-lockup", *reset])
    text = Seen(program.folder, "", 0, "").console(name)
    pages = re.findall(rf"read page \d+ from the {line} line:\n((?:[0-9a-f ]+\n)+)", text)
    require(len(pages) >= 2, text[-600:])
    for page in pages[1:]:
        got = [int(word, 16) for word in page.split()]
        require(got == wanted, f"{got[:16]}")


for variant in ("", "_burst"):

    def check(program):
        text = program.run(wires=[("GP4", "GP6"), ("GP5", "GP7")], until="5s").text
        for address in (0x00, 0x20, 0x40):
            require_in(f"Write at 0x{address:02X}: 'Hello, I2C slave! - 0x{address:02X}'\n", text)
        require(text.count("Read ") >= 3 and "check your wiring" not in text, text)
        whole = re.findall(r"Read  at 0x(\w\w): '(.*)'", text)
        said = "".join(part for _, part in whole)
        require_in("Hello, I2C slave! - 0x00Hello, I2C slave! - 0x20", said)

    example(
        f"i2c/slave_mem_i2c/slave_mem_i2c{variant}",
        "one I2C block is a memory that the other one writes and reads" + (", byte by byte in one transfer" if variant else ""),
    )(check)
