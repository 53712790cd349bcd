"""The dependency check finds what it is there to find."""

import tempfile
import unittest
from pathlib import Path

import includes


class IncludesTest(unittest.TestCase):
    def breaches(self, path, line):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name in ["sim/core/bus.h", "peripherals/rp2040/adc.h", "peripherals/rp2040/pio_registers.h"]:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text("")
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(line + "\n")
            return includes.check(root)[0]

    def test_a_peripheral_sees_sim_core_and_itself(self):
        self.assertEqual(self.breaches("peripherals/rp2040/pio.cpp", '#include "sim/core/bus.h"'), [])
        self.assertEqual(self.breaches("peripherals/rp2040/pio.cpp", '#include "peripherals/rp2040/pio_registers.h"'), [])

    def test_a_peripheral_that_includes_another_is_found(self):
        self.assertEqual(len(self.breaches("peripherals/rp2040/pio.cpp", '#include "peripherals/rp2040/adc.h"')), 1)

    def test_the_core_of_the_simulator_that_includes_a_peripheral_is_found(self):
        self.assertEqual(len(self.breaches("sim/core/bus.cpp", '#include "peripherals/rp2040/adc.h"')), 1)

    def test_a_library_in_the_core_is_found(self):
        self.assertEqual(len(self.breaches("sim/core/bus.cpp", "#include <fmt/format.h>")), 1)
        self.assertEqual(self.breaches("sim/image/elf.cpp", "#include <fmt/format.h>"), [])

    def test_a_wall_clock_in_the_machine_is_found(self):
        self.assertEqual(len(self.breaches("sim/machine/board.cpp", "#include <chrono>")), 1)
        self.assertEqual(self.breaches("sim/host/pace.cpp", "#include <chrono>"), [])

    def test_a_path_that_does_not_begin_at_the_root_is_found(self):
        self.assertEqual(len(self.breaches("sim/core/bus.cpp", '#include "bus.h"')), 1)

    def test_a_folder_without_a_rule_is_found(self):
        self.assertEqual(len(self.breaches("sim/weather/rain.cpp", "#include <vector>")), 1)


if __name__ == "__main__":
    unittest.main()
