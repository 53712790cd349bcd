#!/usr/bin/python3
"""Pads a second-stage boot loader to 252 bytes, appends the checksum that the boot ROM wants and writes it as assembler.

usage: boot2_checksum.py IN.bin OUT.S
"""

import struct
import sys

SIZE = 252


def checksum(data):
    """CRC-32 with polynomial 04c11db7, start ffffffff, most significant bit first, not inverted at the end."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


def main():
    source, target = sys.argv[1:]
    with open(source, "rb") as file:
        code = file.read()
    if len(code) > SIZE:
        sys.exit(f"{source}: {len(code)} bytes, at most {SIZE} fit before the checksum")
    code = code.ljust(SIZE, b"\0")
    code += struct.pack("<I", checksum(code))
    with open(target, "w", encoding="ascii") as file:
        file.write('.section .boot2, "ax"\n')
        for at in range(0, len(code), 16):
            file.write(".byte " + ", ".join(f"0x{byte:02x}" for byte in code[at : at + 16]) + "\n")


if __name__ == "__main__":
    main()
