"""Writes the C++ blocks of a page to files: each block's first line names its path.

usage: extract.py PAGE.md OUT_DIR
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```cpp\n// (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main():
    page, out = map(Path, sys.argv[1:])
    for path, code in BLOCK.findall(page.read_text(encoding="utf-8")):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != code:
            target.write_text(code, encoding="utf-8")


if __name__ == "__main__":
    main()
