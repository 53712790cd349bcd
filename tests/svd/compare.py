"""Holds the register tables of the simulated RP2040 against the vendor's SVD file.

    compare.py REGISTERS SVD

REGISTERS is the program that prints the tables. Prints how much it compared; exit 1 with a line for each difference,
77 (skipped) where there is no SVD file.
"""

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SKIPPED = 77

# What the SVD cannot say or leaves open: (block, register, what) -> why the table differs.
# "what" is "access of FIELD", "reset of FIELD", "missing" (from the tables) or "unknown" (to the SVD).
DEVIATIONS = {
    ("XOSC", "CTRL", "reset of ENABLE"): "the SVD has 0 where the datasheet has '-'; its text says DISABLE",
    ("XOSC", "CTRL", "reset of FREQ_RANGE"): "the SVD has 0 where the datasheet has '-'; its text says 0xaa0",
    ("XOSC", "STARTUP", "reset of DELAY"): "the SVD has 0 where the datasheet has '-'; its text says 0xc4",
    ("ROSC", "CTRL", "reset of ENABLE"): "the SVD has 0 where the datasheet has '-'; its text says ENABLE",
    ("SSI", "DR0", "access of DR"): "the SVD has no side effect for this FIFO",
}
DEVIATIONS |= {
    (f"PIO{i}", "DBG_CFGINFO", f"reset of {name}"): "the SVD has 0 where the datasheet has '-'; the chip has these"
    for i in range(2)
    for name in ("IMEM_SIZE", "SM_COUNT", "FIFO_DEPTH")
}
DEVIATIONS |= {
    ("SSI", f"DR{i}", "unknown"): "the SSI decodes its FIFO at 36 addresses, the datasheet lists the first"
    for i in range(1, 36)
}

# Access codes of the datasheet -> access, modifiedWriteValues and readAction of the SVD, which knows no more.
ACCESS = {
    "RW": ("read-write", None, None),
    "RO": ("read-only", None, None),
    "WO": ("write-only", None, None),
    "SC": ("write-only", None, None),
    "WF": ("write-only", None, None),
    "WC": ("read-write", "oneToClear", None),
    "RF": ("read-only", None, "modify"),
    "RWF": ("read-write", None, "modify"),
}


def number(text):
    return int(text, 0)


def svd_field(field):
    msb, lsb = field.findtext("bitRange").strip("[]").split(":")
    access = tuple(field.findtext(tag) for tag in ("access", "modifiedWriteValues", "readAction"))
    return field.findtext("name"), {"bits": (int(msb), int(lsb)), "access": access}


def svd_registers(peripheral):
    """offset -> name, fields by name, reset and the mask of the bits for which it is known."""
    registers = {}
    for register in peripheral.iter("register"):
        if register.find("dim") is not None:
            sys.exit("compare.py: the SVD file has arrays, which are not expanded")
        reset = register.findtext("resetValue")
        mask = register.findtext("resetMask") or ("0xffffffff" if reset else "0")
        registers[number(register.findtext("addressOffset"))] = {
            "name": register.findtext("name"),
            "fields": dict(svd_field(field) for field in register.iter("field")),
            "reset": number(reset or "0"),
            "mask": number(mask),
        }
    return registers


def svd_blocks(path):
    """base -> name and registers."""
    peripherals = {p.findtext("name"): p for p in ElementTree.parse(path).iter("peripheral")}
    blocks = {}
    for name, peripheral in peripherals.items():
        like = peripherals[peripheral.get("derivedFrom", name)]
        registers = svd_registers(like)
        if registers:
            blocks[number(peripheral.findtext("baseAddress"))] = {"name": name, "registers": registers}
    return blocks


def field_differences(name, bits, code, reset, register):
    """What is different about one field, as pairs (what, text)."""
    wanted = register["fields"].get(name)
    if wanted is None:
        yield f"field {name}", "is no field of the SVD"
        return
    msb, lsb = bits
    if bits != wanted["bits"]:
        yield f"bits of {name}", f"[{msb}:{lsb}], the SVD has [{wanted['bits'][0]}:{wanted['bits'][1]}]"
    if ACCESS[code] != wanted["access"]:
        yield f"access of {name}", f"{code}, the SVD has {' '.join(a for a in wanted['access'] if a)}"
    mask = (1 << (msb - lsb + 1)) - 1
    known = register["mask"] >> lsb & mask
    if (reset ^ register["reset"] >> lsb) & known:
        yield f"reset of {name}", f"{reset:#x}, the SVD has {register['reset'] >> lsb & mask:#x}"


def register_differences(ours, register):
    if ours["name"] != register["name"]:
        yield "name", f"the SVD calls it {register['name']}"
    names = set()
    for name, msb, lsb, code, reset in ours["fields"]:
        names.add(name)
        yield from field_differences(name, (msb, lsb), code, reset, register)
    for name in register["fields"].keys() - names:
        yield f"field {name}", "is not in the table"


def block_differences(ours, theirs):
    """Yields (register, what, text)."""
    here = {register["offset"]: register for register in ours["registers"]}
    for offset, register in sorted(theirs["registers"].items()):
        if offset not in here:
            yield register["name"], "missing", f"at {offset:#x} is not in the table"
            continue
        for what, text in register_differences(here[offset], register):
            yield here[offset]["name"], what, text
    for offset in sorted(here.keys() - theirs["registers"].keys()):
        yield here[offset]["name"], "unknown", f"at {offset:#x} is not in the SVD"


def compare(tables, blocks):
    """Returns (differences as text, deviations that were found, registers, fields) and prints a line a block."""
    differences, deviations, registers, fields = [], set(), 0, 0
    for table in sorted(tables, key=lambda table: table["base"]):
        block = blocks.pop(table["base"], None)
        if block is None:
            differences.append(f"{table['block']}: no peripheral of the SVD is at {table['base']:#x}")
            continue
        for register, what, text in block_differences(table, block):
            if (block["name"], register, what) in DEVIATIONS:
                deviations.add((block["name"], register, what))
            else:
                differences.append(f"{block['name']}.{register}: {what}: {text}")
        registers += len(table["registers"])
        fields += sum(len(register["fields"]) for register in table["registers"])
    return differences, deviations, registers, fields


def main():
    program, svd = sys.argv[1:]
    if not Path(svd).is_file():
        print(f"skipped: no {svd}")
        return SKIPPED
    tables = json.loads(subprocess.run([program], check=True, capture_output=True).stdout)
    blocks = svd_blocks(svd)
    count = len(blocks)
    differences, deviations, registers, fields = compare(tables, blocks)
    for line in differences:
        print("error:", line)
    for unused in sorted(DEVIATIONS.keys() - deviations):
        print("note: no difference any more:", *unused)
    reasons = {}
    for deviation in sorted(deviations):
        reasons.setdefault(DEVIATIONS[deviation], []).append(" ".join(deviation))
    for reason, places in reasons.items():
        print(f"deviation: {places[0]}{f' and {len(places) - 1} more' if places[1:] else ''}: {reason}")
    print(f"compared {registers} registers and {fields} fields of {len(tables)} blocks with the SVD's {count};"
          f" {len(differences)} differences, {len(deviations)} documented deviations")
    if blocks:
        print("without a table:", *sorted(block["name"] for block in blocks.values()))
    return 1 if differences or registers == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
