#!/usr/bin/python3
"""Packs the loadable segments of an RP2040 program into a UF2 file.

usage: elf_to_uf2.py IN.elf OUT.uf2
"""

import struct
import sys

PAGE = 256
FAMILY_RP2040 = 0xE48BFF56
FAMILY_PRESENT = 0x2000
PT_LOAD = 1


def segments(elf):
    """(physical address, bytes) of what is loaded."""
    if elf[:6] != b"\x7fELF\x01\x01":
        raise ValueError("no little-endian 32-bit ELF file")
    (table,) = struct.unpack_from("<I", elf, 28)
    entry_size, count = struct.unpack_from("<HH", elf, 42)
    for number in range(count):
        kind, offset, _, address, size = struct.unpack_from("<5I", elf, table + number * entry_size)
        if kind == PT_LOAD and size:
            yield address, elf[offset : offset + size]


def pages(parts):
    """Address -> 256 bytes."""
    result = {}
    for address, data in parts:
        for position, byte in enumerate(data, address):
            result.setdefault(position & -PAGE, bytearray(PAGE))[position % PAGE] = byte
    return result


def main():
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        content = pages(segments(file.read()))
    with open(target, "wb") as file:
        for number, address in enumerate(sorted(content)):
            head = struct.pack(
                "<8I", 0x0A324655, 0x9E5D5157, FAMILY_PRESENT, address, PAGE, number, len(content), FAMILY_RP2040
            )
            file.write(head + bytes(content[address]).ljust(476, b"\0") + struct.pack("<I", 0x0AB16F30))


if __name__ == "__main__":
    main()
