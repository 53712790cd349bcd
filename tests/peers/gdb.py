"""gdb-multiarch against `terrarium run --gdb`: what someone does who debugs firmware on the bench.

usage: gdb.py FOLDER    the folder with the firmwares' .elf files
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from board import TERRARIUM, Failure, require, require_in

PATIENCE_S = 120


def debug(elf, commands, *arguments, code=0):
    """Runs `terrarium run ELF` under GDB with these commands; returns (GDB's output, the board's output)."""
    board = subprocess.Popen(
        [str(TERRARIUM), "run", str(elf), "--console", "uart0", "--gdb", "0", "--gdb-wait", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        port = None
        while port is None:
            line = board.stderr.readline()
            require(line, "terrarium ended before it told the port")
            match = re.search(r"target remote (\S+)", line)
            port = match and match[1]
        with tempfile.NamedTemporaryFile("w", suffix=".gdb") as script:
            lines = ["set pagination off", "set confirm off", f"file {elf}", f"target remote {port}", *commands]
            script.write("\n".join(lines) + "\n")
            script.flush()
            gdb = subprocess.run(
                ["gdb-multiarch", "-nx", "-batch", "-x", script.name],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
            )
        output, errors = board.communicate(timeout=PATIENCE_S)
        if code is not None:
            require(board.returncode == code, f"terrarium: exit code {board.returncode}\n{output}\n{errors}\n{gdb}")
        return gdb.stdout + gdb.stderr, output
    finally:
        if board.poll() is None:
            board.kill()
            board.wait()


RUN_ON = ("--expect-text", "DONE", "--timeout", "20s")


def breaks_in_an_interrupt(folder):
    """a breakpoint in an interrupt handler, and a backtrace through the exception frame"""
    text, _ = debug(folder / "sleep.elf", ["break on_alarm", "continue", "backtrace", "delete", "detach"], *RUN_ON)
    require_in("on_alarm", text)
    require_in("<signal handler called>", text)
    require_in("program", text)


def breaks_on_core_1(folder):
    """a breakpoint on core 1, both cores as threads"""
    text, _ = debug(
        folder / "sleep-core1.elf",
        ["break program", "continue", "info threads", "backtrace 1", "p/x *(int*)0xd0000000", "delete", "detach"],
        *RUN_ON,
    )
    require(re.search(r"\* 2 +Thread", text), text)
    require_in("CORE0", text)
    require_in("CORE1", text)


def watches(folder):
    """a watchpoint stops after the store, with the old and the new value"""
    text, _ = debug(folder / "sleep.elf", ["watch interrupts", "continue", "continue", "delete", "detach"], *RUN_ON)
    require_in("Old value = 0", text)
    require_in("New value = 1", text)


def steps_over_wfi(folder):
    """stepping over a WFI ends behind it"""
    text, _ = debug(
        folder / "sleep.elf",
        ["break alarm_in", "continue", "finish", "next", "next", "next", "p slept", "delete", "detach"],
        *RUN_ON,
    )
    require("Cannot" not in text and "error" not in text.lower(), text)


def loads(folder):
    """load writes the flash, and the board runs what was loaded"""
    text, output = debug(
        folder / "hello.elf",
        [f"file {folder / 'timer.elf'}", "load", "monitor reset", "continue&", "detach"],
        *RUN_ON,
    )
    require_in("Transfer rate", text)
    require_in("PASS", output)


def monitors(folder):
    """monitor time, inspect and reset"""
    text, _ = debug(
        folder / "hello.elf",
        ["monitor time", "monitor inspect sio", "monitor reset", "info registers pc", "monitor nonsense", "detach"],
        *RUN_ON,
    )
    require_in("instructions", text)
    require_in("GPIO_OUT", text)
    require_in("no monitor command", text)


def same_run(folder):
    """the trace is the same with GDB attached and without"""

    def trace(errors):
        return re.findall(r'"hash":"([0-9a-f]+)"', errors)

    command = [str(TERRARIUM), "run", str(folder / "timer.elf"), "--console", "uart0", *RUN_ON, "--stats=json"]
    plain = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S)
    with subprocess.Popen(
        [*command, "--gdb", "0", "--gdb-wait"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as board:
        port = re.search(r"target remote (\S+)", board.stderr.readline())[1]
        commands = ["set confirm off", f"target remote {port}", "break *0x100", "continue"]
        arguments = [word for command in commands for word in ("-ex", command)]
        subprocess.run(["gdb-multiarch", "-nx", "-batch", *arguments], stdin=subprocess.DEVNULL, timeout=PATIENCE_S,
                       capture_output=True)
        errors = board.stderr.read()
    require(trace(plain.stderr) and trace(plain.stderr) == trace(errors), f"{plain.stderr}\n{errors}")


CHECKS = [breaks_in_an_interrupt, breaks_on_core_1, watches, steps_over_wfi, loads, monitors, same_run]


def main():
    folder = Path(sys.argv[1])
    failed = 0
    for check in CHECKS:
        try:
            check(folder)
            print(f"pass {check.__doc__}", flush=True)
        except (Failure, subprocess.TimeoutExpired) as failure:
            failed += 1
            print(f"FAIL {check.__doc__}: {failure}", flush=True)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
