"""Every section of docs/accuracy.md ends with the tests that show it, and those are there.

    accuracy.py SOURCE_FOLDER

Prints each section without such a line and each name that matches no file; exit 1 if there is one.
"""

import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
sections = re.split(r"^## ", (root / "docs/accuracy.md").read_text(), flags=re.MULTILINE)[1:]
faults = []
for section in sections:
    title = section.splitlines()[0]
    shown = re.search(r"^- Shown by ([^\n]*(?:\n  [^\n]*)*)\n*\Z", section, re.MULTILINE)
    if shown is None:
        faults.append(f"{title}: no line 'Shown by' at its end")
        continue
    for pattern in re.findall(r"`([^`]+)`", shown[1]):
        if not any(root.glob(pattern)):
            faults.append(f"{title}: there is no {pattern}")
print("\n".join(faults) if faults else f"{len(sections)} sections name their tests")
sys.exit(1 if faults or not sections else 0)
