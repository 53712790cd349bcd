#!/usr/bin/python3 -B
"""Long input at the console of a micro:bit with Debian's MicroPython: pasted at the prompt, as a script, as files.

usage: tests/peers/microbit_console.py IMAGE
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from board import PATIENCE_S, TERRARIUM, Failure, require, require_in, run, run_script


def check_paste(image):
    """More than the guest's buffer of 64 bytes, while it echoes and calculates."""
    lines = ["total = 0"]
    lines += [f"for i in range({n}): total += i # a comment that is long enough to matter\r" for n in range(100, 130)]
    lines += ["print('total', total)"]
    pasted = "\r".join(lines) + "\r"
    command = [str(TERRARIUM), "run", str(image), "--until", "20s"]
    done = subprocess.run(command, input=pasted.encode(), capture_output=True, timeout=PATIENCE_S)
    require_in(f"total {sum(sum(range(n)) for n in range(100, 130))}\r\n", done.stdout.decode())


def check_interrupt(image):
    """Ctrl-C does not wait behind what a program that runs does not read."""
    pasted = "while True: pass\r\r" + "x\r" * 500 + "\x03\rprint('inter' + 'rupted')\r"
    command = [str(TERRARIUM), "run", str(image), "--expect-text", "interrupted", "--until", "20s"]
    done = subprocess.run(command, input=pasted.encode(), capture_output=True, timeout=PATIENCE_S)
    require(done.returncode == 0, f"not interrupted: {done.stdout[-400:]!r}")


def check_script(image):
    """10 kB, more than the guest's heap."""
    source = "total = 0\n"
    count = 0
    while len(source) < 10_000:
        source += f"def add(a,\n        b=0):\n    # {'comment ' * 20}\n    return a + b\n\ntotal += add({count})\n"
        count += 1
    output, _ = run_script(image, source + "print('total', total)\n")
    require(output == f"total {sum(range(count))}\r\n", f"{output!r}")
    lines = source.count("\n") + 1
    _, errors = run_script(image, source + "raise ValueError\n", code=1)
    require_in(f'File "<stdin>", line {lines}', errors)


def check_copy(image):
    content = bytes(i * i % 251 for i in range(5000))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data.bin")
        data.write_bytes(content)
        script = Path(folder, "script.py")
        script.write_text("f = open('d.bin', 'rb')\nn = s = 0\nwhile True:\n    b = f.read(50)\n"
                          "    if not b: break\n    n += len(b)\n    s += sum(b)\nprint(n, s)\n")
        output, _ = run(image, "--cp", f"{data}:d.bin", "--exec", script)
    require(output == f"{len(content)} {sum(content)}\r\n", f"{output!r}")


def main():
    for check in (check_paste, check_interrupt, check_script, check_copy):
        check(sys.argv[1])
        print(f"{check.__name__}: passed")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"failed: {failure}")
