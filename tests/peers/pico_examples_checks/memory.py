"""Programs of flash/ and dma/."""

import re

from bench import example, near, require, require_in, says


@example("flash/cache_perfctr/flash_cache_perfctr", "hit and access counters of the XIP cache, and what invalidates a line")
def cache_perfctr(program):
    text = program.run(until="2s").require_texts("25th fibonacci number: 121393", "Hit/miss check passed").text
    before, after = map(float, re.findall(r"ate [^\n]*?: ([\d.]+)%", text))
    require(before < after and after > 99, text)


@example("flash/nuke/flash_nuke", "from RAM: erases the flash, leaves NUKE in its first page, blinks three times, asks for the boot loader")
def nuke(program):
    kept = program.folder / "flash.bin"
    kept.write_bytes(bytes(range(256)) * 8192)
    seen = program.run(until="60s", nets=["GPIO25"], options=[f"--flash={kept}"], code=None)
    require_in("boot loader", seen.errors)
    left = kept.read_bytes()
    require(left[:4] == b"NUKE" and set(left[4:256]) == {0}, f"its first page is {left[:16]!r}")
    require(set(left[256:]) == {0xFF} and len(left) == 1 << 21, "the flash is not erased")
    require([level for _, level in seen.edges("GPIO25")].count("1") == 3, str(seen.edges("GPIO25")))


@example("flash/program/flash_program", "a sector is erased and a page of random data programmed")
def flash_program(program):
    kept = program.folder / "flash.bin"
    seen = program.run(until="3s", options=[f"--flash={kept}"]).require_texts("Generated random data:", "Programming successful!")
    page = bytes.fromhex(seen.text.partition("random data:")[2].partition("\n\n")[0].replace("\n", " "))
    require(len(page) == 256 and kept.read_bytes()[0x40000:0x40100] == page, "the flash holds another page")


@example("flash/ssi_dma/flash_ssi_dma", "16 KiB come out of the flash by DMA from the SSI, as fast as QSPI allows")
def ssi_dma(program):
    text = program.run(until="2s").require_texts("Starting DMA", "Data check ok").text
    # 4 bits a clock of 62.5 MHz are 31 MB/s.
    near(float(re.search(r"speed: ([\d.]+) MB/s", text)[1]), 30, 2, "MB/s")


says(
    "flash/xip_stream/flash_xip_stream",
    "a table streams out of the flash past the cache, by DMA",
    "Starting stream",
    "DMA complete",
    "Data check OK",
)

says("dma/hello_dma/hello_dma", "a text is copied", "Hello, world! (from DMA)", until="500ms")
says(
    "dma/control_blocks/dma_control_blocks",
    "two channels in a chain send a list of texts to the UART",
    "DMA control block example:\nTransferring one word at a time.\nDMA finished.",
    until="1s",
)


@example("dma/sniff_crc/sniff_crc", "the sniffer's CRC-32 over data and its own sum is 0")
def sniff_crc(program):
    text = program.run(until="1s").require_texts("accumulator value: 0x0", "CRC32 check is good").text
    require_in("0x31 0x32 0x33 0x34 0x35 0x36 0x37 0x38 0x39 0xd9 0xc6 0x0b 0x34", text)


@example("dma/channel_irq/dma_channel_irq", "an interrupt at the end of each transfer gives the LED the next of 32 brightnesses")
def channel_irq(program):
    seen = program.run(until="1.8s", parts="  lamp: {type: led, gpio: 25}\n", watch=["lamp"])
    shown = [int(word) for word in re.findall(r"lamp\.brightness (\d+)", seen.errors)]
    # 0 to 31 of 32 bits are ones, 25.6 ms each.
    peak = next(i for i in range(len(shown) - 2) if shown[i + 1] < shown[i])
    require(93 <= shown[peak] <= 97 and shown[peak + 2] <= 3, str(shown))
    require(len(shown[:peak]) > 25 and shown[: peak + 1] == sorted(shown[: peak + 1]), str(shown))
