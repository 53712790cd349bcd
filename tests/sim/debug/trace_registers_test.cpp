#include "sim/core/machine.h"
#include "sim/core/register_device.h"
#include "sim/debug/tracer.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace sim::core;
using sim::debug::Tracer;

namespace {

constexpr Field mode_fields[] = {
    {8, 8, "GO",    SC, 0},
    {3, 0, "SPEED", RW, 2}
};
constexpr Register block_registers[] = {
    {0x0, "MODE%", mode_fields, {.count = 2, .stride = 4}}
};

struct Block final : RegisterDevice {
    explicit Block(Machine& machine) : RegisterDevice(machine, "BLOCK", block_registers) {}
};

/// What a run's trace has with these filters, from its source on.
std::string traced(const std::vector<std::string>& filters) {
    Simulation simulation;
    Machine machine(simulation, "board");
    Block block(machine);
    machine.bus().map(
        {.base = 0x40000000, .size = 0x4000, .device = &block, .name = "BLOCK", .atomic_aliases = true});
    machine.reset();
    std::ostringstream out;
    Tracer tracer(simulation, out, {.filters = filters});
    machine.bus().write(0x40002004, 0x101, {.initiator = Initiator::Core1}); // SET
    machine.bus().read(0x40000004, {.initiator = Initiator::Dma});
    machine.bus().peek(0x40000000);
    tracer.finish();
    std::istringstream lines(out.str());
    std::string result;
    for (std::string line; std::getline(lines, line);) {
        result += line.substr(line.find("BLOCK")) + '\n';
    }
    return result;
}

} // namespace

TEST_CASE("trace: accesses to registers are there if asked for, with the value that the register takes") {
    const std::string both =
        "BLOCK.MODE1  core1 write value 0x00000103\nBLOCK.MODE1  dma read value 0x00000003\n";
    CHECK(traced({"register"}) == both);
    CHECK(traced({"register:BLOCK.MODE1"}) == both);
    CHECK(traced({"uart", "register:*MODE?"}) == both);
    CHECK(traced({"register:BLOCK.MODE0"}).empty());
    CHECK(traced({"BLOCK*"}).empty());
    CHECK(traced({}).empty());
}
