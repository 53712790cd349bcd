#include "peripherals/rp2040/sysinfo.h"
#include "peripherals/rp2040/tbman_registers.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace peripherals::rp2040;

TEST_CASE("SYSINFO: CHIP_ID has the revision, PLATFORM is an ASIC, as TBMAN's") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    Sysinfo b2(machine, "B2", 2);
    Sysinfo b1(machine, "B1", 1);
    RegisterDevice tbman(machine, "TBMAN", tbman::tbman_registers);
    machine.reset();
    CHECK(b2.read(0x00, {}) == 0x20002927);
    CHECK(b1.read(0x00, {}) == 0x10002927);
    CHECK(b2.read(0x04, {}) == 2);
    CHECK(tbman.read(0x00, {}) == 1);
    b2.write(0x00, 0, {});
    CHECK(b2.read(0x00, {}) == 0x20002927);
}
