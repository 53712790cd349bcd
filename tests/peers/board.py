"""A board that `terrarium run` simulates, for tests that talk to it over a pseudo-terminal or run whole commands."""

import json
import os
import select
import subprocess
import tempfile
import time
import tty
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TERRARIUM = Path(os.environ.get("TERRARIUM", ROOT / "build/release/bin/terrarium"))
# Real time that anything here may take before it counts as hung.
PATIENCE_S = 60


class Failure(Exception):
    """A claim that does not hold; the text says what was seen."""


def require(holds, text):
    if not holds:
        raise Failure(text)


def require_in(wanted, text):
    require(wanted in text, f"no {wanted!r} in {text[-400:]!r}")


def run(*arguments, code=0, patience=PATIENCE_S):
    """Runs `terrarium run` to its end; returns (stdout, stderr)."""
    command = [str(TERRARIUM), "run", *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience)
    output, errors = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    if code is not None and done.returncode != code:
        raise Failure(f"exit code {done.returncode} instead of {code}: {' '.join(command)}\n{output}\n{errors}")
    return output, errors


def run_script(image, source, *arguments, code=0, patience=PATIENCE_S):
    """Runs Python source through the raw REPL; returns (stdout, stderr)."""
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(source)
        script.flush()
        return run(image, "--exec", script.name, *arguments, code=code, patience=patience)


def stats_of(errors):
    """What --stats json printed to stderr."""
    return json.loads(next(line for line in reversed(errors.splitlines()) if line.startswith("{")))


class Board:
    """A running simulation with its USB console on a pseudo-terminal, at full speed unless told otherwise."""

    def __init__(self, image, *arguments, speed="max", console="usb"):
        self.folder = tempfile.TemporaryDirectory()
        self.link = os.path.join(self.folder.name, "pty")
        self.log = open(os.path.join(self.folder.name, "stderr"), "w+")
        command = [str(TERRARIUM), "run", str(image), "--console", f"{console}=pty", "--pty-link", self.link]
        command += ["--speed", speed, *map(str, arguments)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=self.log)
        self.fd = None
        self.text = ""
        self._wait_for(lambda: os.path.exists(self.link), "the pseudo-terminal")

    def _wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            require(self.process.poll() is None, f"terrarium ended before {what}: {self.errors()}")
            require(time.monotonic() < deadline, f"no {what}")
            time.sleep(0.01)

    def open(self):
        self.fd = os.open(self.link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.fd)
        return self

    def send(self, text):
        data = text.encode()
        while data:
            select.select([], [self.fd], [], PATIENCE_S)
            data = data[os.write(self.fd, data) :]

    def expect(self, wanted):
        """Waits until the board has printed `wanted`; returns all up to and with it."""
        deadline = time.monotonic() + PATIENCE_S
        while wanted not in self.text:
            require(time.monotonic() < deadline, f"no {wanted!r} in {self.text[-400:]!r}; {self.errors()[-2000:]}")
            ready, _, _ = select.select([self.fd], [], [], 0.2)
            if ready:
                try:
                    self.text += os.read(self.fd, 4096).decode(errors="replace")
                except OSError:
                    raise Failure(f"the console is gone: {self.errors()}") from None
            elif self.process.poll() is not None:
                raise Failure(f"terrarium ended, no {wanted!r} in {self.text[-400:]!r}; {self.errors()[-2000:]}")
        end = self.text.index(wanted) + len(wanted)
        seen, self.text = self.text[:end], self.text[end:]
        return seen

    def prompt(self):
        self.send("\r\x03")
        self.expect(">>> ")
        # More of them may be on their way: that of the start, and one for each key.
        self.send("'rea' 'dy'\r")
        return self.expect("'ready'\r\n>>> ")

    def command(self, line):
        """One line at the friendly REPL; returns what it printed, without the echo."""
        self.text = ""
        self.send(line + "\r")
        seen = self.expect("\n>>> ")
        return seen[seen.index("\n") + 1 : -len("\n>>> ")].strip()

    def errors(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read()

    def wait(self):
        return self.process.wait(PATIENCE_S)

    def __enter__(self):
        return self.open()

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
        self.log.close()
        self.folder.cleanup()
