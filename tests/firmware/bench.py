"""Runs examples/two_picos with the images of a build: what several machines in one simulation do.

usage: bench.py TERRARIUM FOLDER_OF_IMAGES
"""

import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "two_picos" / "bench.yaml"
DONE = ("--expect-text", "ping:DONE", "--fail-text", "FAIL")
TERRARIUM, IMAGES = "", ""


class Bench(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.text = EXAMPLE.read_text().replace("../../build/release/firmware", str(IMAGES))

    def run_bench(self, *arguments, text=None, code=0, typed=""):
        """Returns (stdout, stderr, what --stats tells of simulated time)."""
        file = self.folder / "bench.yaml"
        file.write_text(text or self.text)
        command = [TERRARIUM, "run", file, "--stats=json", *arguments]
        done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        stats = next((line for line in done.stderr.splitlines() if line.startswith("{")), "{}")
        return done.stdout, done.stderr, json.loads(stats).get("simulated")

    def trace(self, *arguments, **keywords):
        return self.run_bench(*arguments, **keywords)[2]["trace"]

    def test_the_example_plays_ping_pong(self):
        output, _, stats = self.run_bench(*DONE)
        lines = output.splitlines()
        self.assertEqual([line for line in lines if "ping: pong" in line][-1], "ping: pong 5 after 1211 us")
        self.assertEqual([line[:10] for line in lines if line.startswith("pong: ")], ["pong: got "] * 5)
        self.assertEqual(lines[-1], "ping: DONE")
        for machine in ("ping", "pong"):
            self.assertGreater(stats["machines"][machine]["cores"][0]["instructions"], 100_000)

    def test_the_order_in_the_file_changes_nothing(self):
        head, machines, wires = re.split(r"^(?:machines|wires):\n", self.text, flags=re.M)
        ping, pong = re.split(r"^  pong:\n", machines, flags=re.M)
        first, second = wires.strip("\n").split("\n")
        turned = re.sub(r"\[(.*), (.*)\]", r"[\2, \1]", f"{second}\n{first}\n")
        other = f"wires:\n{turned}\nmachines:\n  pong:\n{pong}{ping}"
        one, two = self.run_bench(*DONE), self.run_bench(*DONE, text=other)
        self.assertEqual(one[0], two[0])
        self.assertEqual(one[2], two[2])

    def test_machines_without_a_wire_run_the_same_whatever_the_host_does(self):
        apart = self.text[: self.text.index("wires:")]
        end = ("--expect-text", "FAIL", "--console", "ping.uart0")
        traces = [self.trace(*end, *speed, text=apart) for speed in ((), ("--speed", "1"), ("--speed", "0.3"))]
        self.assertEqual(traces[0], traces[1])
        self.assertEqual(traces[0], traces[2])

    def test_texts_may_be_those_of_one_machine(self):
        _, errors, _ = self.run_bench("--fail-text", "ping:pong 3", code=1)
        self.assertIn("ping: 'pong 3' was printed", errors)
        _, errors, _ = self.run_bench("--expect-text", "pong:pong", "--until", "50ms", code=1)
        self.assertIn("without 'pong:pong'", errors)
        _, errors, _ = self.run_bench("--expect-text", "never", "--timeout", "20ms", code=42)
        self.assertIn("timed out after 0.02 s", errors)

    def test_consoles_of_the_command_line_take_the_place_of_the_files(self):
        kept = self.folder / "pong.txt"
        output, _, _ = self.run_bench(*DONE, "--console", f"pong.uart0=file:{kept}", "--console", "pong.usb")
        self.assertNotIn("pong: ", output)
        self.assertIn("got ping 5\r\n", kept.read_bytes().decode())

    def test_a_recorded_run_is_repeated(self):
        log = self.folder / "run.log"
        keyboard = ("--console", "ping.uart0=terminal", "--until", "50ms")
        recorded = self.trace(*keyboard, "--record", log, typed="hello")
        self.assertRegex(log.read_text(), r"^terrarium-input-log 1 bench \w+\n\d+ ping.uart0 68656c6c6f\n\d+ end\n$")
        self.assertEqual(self.trace(*keyboard, "--replay", log), recorded)
        self.assertNotEqual(self.trace(*keyboard), recorded)
        _, errors, _ = self.run_bench("--replay", log, text=self.text.replace("GP5]", "GP6]"), code=2)
        self.assertIn("was recorded with another image or board", errors)

    def test_a_vcd_has_a_scope_for_each_machine_and_one_code_for_a_wire(self):
        vcd = self.folder / "pins.vcd"
        self.run_bench(*DONE, "--vcd", vcd, "--vcd-nets", "ping.GPIO4", "--vcd-nets", "pong.GPIO5")
        text = vcd.read_text()
        scopes = re.findall(r"\$scope module (\w+) \$end\n\$var wire 1 (\S+) (\w+) \$end", text)
        self.assertEqual(scopes, [("ping", "!", "GPIO4"), ("pong", "!", "GPIO5")])
        self.assertGreater(text.count("\n0!"), 50)

    def test_flash_files_are_those_of_their_machines(self):
        text = re.sub(r"(    image: \S+/(\w+).uf2\n)", r"\1    flash: \2.bin\n", self.text)
        self.run_bench(*DONE, text=text)
        ping, pong = [(self.folder / name).read_bytes() for name in ("ping.bin", "pong.bin")]
        self.assertEqual([len(ping), len(pong)], [2 << 20, 2 << 20])
        self.assertNotEqual(ping, pong)


if __name__ == "__main__":
    TERRARIUM, IMAGES = sys.argv[1], Path(sys.argv[2]).resolve()
    unittest.main(argv=sys.argv[:1])
