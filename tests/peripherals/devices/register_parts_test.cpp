#include "peripherals/devices/register_parts.h"

#include "i2c_master.h"
#include "sim/core/error.h"
#include "spi_master.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::I2cRegisterPart;
using peripherals::devices::RegisterFile;
using peripherals::devices::SpiRegisterPart;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x40;

/// Identity, control with fields, a thermometer in 1/256 degC and a counter, low byte first.
RegisterFile::Config bytes_file() {
    RegisterFile::Config config;
    config.registers = {
        {0x10, "ID",          1, false, {{"ID", 7, 0, RO, 0x5a}}                                               },
        {0x11, "CONTROL",     1, false, {{"MODE", 7, 6, RW, 2}, {"READY", 3, 3, WC, 1}, {"START", 0, 0, SC, 0}}},
        {0x12, "TEMPERATURE", 2, false, {{"TEMPERATURE", 15, 0, RO, 0}}                                        },
        {0x14, "COUNT",       2, true,  {{"COUNT", 15, 0, RW, 0x1234}}                                         },
    };
    config.stimuli = {
        {"temperature_mc", "of the air", 2, 0, -200'000, 200'000, 25'000, 256, 1000, 0}
    };
    return config;
}

struct Bench : I2cMaster {
    I2cRegisterPart part;
    explicit Bench(RegisterFile::Config config)
        : part(machine, "sensor", scl, sda, address, std::move(config)) {
        machine.reset();
    }
    void stimulate(std::int64_t value) { part.stimulate(*part.find_stimulus("temperature_mc"), value); }
};

} // namespace

TEST_CASE("Registers: resets, and reads that go on from byte to byte") {
    Bench bench(bytes_file());
    CHECK(bench.read(address, 0x10, 6) == Bytes{0x5a, 0x88, 0x19, 0x00, 0x34, 0x12});
    CHECK(bench.read(address, 0x13, 2) == Bytes{0x00, 0x34}); // from the middle of a register
}

TEST_CASE("Registers: a write changes what access allows") {
    Bench bench(bytes_file());
    CHECK(bench.write(address, {0x10, 0xff, 0x41, 0xff, 0xff, 0x78}));
    CHECK(bench.read(address, 0x10, 6) == Bytes{0x5a, 0x48, 0x19, 0x00, 0x78, 0x12});
    CHECK(bench.write(address, {0x11, 0x08}));
    CHECK(bench.read(address, 0x11) == 0x00); // a 1 clears
    bench.machine.reset();
    CHECK(bench.read(address, 0x11) == 0x88);
}

TEST_CASE("Registers: a stimulus is scaled, rounded, signed and held at its field's limits") {
    Bench bench(bytes_file());
    const std::pair<std::int64_t, Bytes> table[] = {
        {-500,     {0xff, 0x80}},
        {1'002,    {0x01, 0x01}},
        {200'000,  {0x7f, 0xff}},
        {-200'000, {0x80, 0x00}}
    };
    for (const auto& [mc, bytes] : table) {
        bench.stimulate(mc);
        CHECK(bench.read(address, 0x12, 2) == bytes);
    }
    bench.stimulate(4'000);
    bench.machine.reset(); // the world stays as it is
    CHECK(bench.read(address, 0x12, 2) == Bytes{0x04, 0x00});
}

TEST_CASE("Registers: addresses of words, read over and over without increment") {
    RegisterFile::Config config;
    config.registers = {
        {0, "RESULT", 2, false, {{"RESULT", 15, 0, RO, 0x0123}}},
        {1, "LIMIT",  2, false, {{"LIMIT", 15, 0, RW, 0x4567}} }
    };
    config.address_is_of_bytes = false;
    config.auto_increment = false;
    Bench bench(config);
    CHECK(bench.read(address, 0, 4) == Bytes{0x01, 0x23, 0x01, 0x23});
    CHECK(bench.write(address, {1, 0x89, 0xab}));
    CHECK(bench.read(address, 1, 2) == Bytes{0x89, 0xab});
    config.auto_increment = true;
    Bench next(config);
    CHECK(next.read(address, 0, 4) == Bytes{0x01, 0x23, 0x45, 0x67});
}

TEST_CASE("Registers: an address without a register reads 0 and is told of, overlaps are refused") {
    Bench bench(bytes_file());
    CHECK(bench.read(address, 0x0f, 2) == Bytes{0x00, 0x5a});
    CHECK(bench.simulation.diagnostics().count("registers.unknown") == 1);
    RegisterFile::Config config = bytes_file();
    config.registers[3].address = 0x13;
    CHECK_THROWS_AS(Bench{config}, Error);
}

TEST_CASE("Registers: on SPI the first byte is the pointer, its highest bit set for reads") {
    SpiMaster bus;
    SpiRegisterPart part(bus.machine, "sensor", {bus.sck, bus.mosi, bus.cs, &bus.miso}, bytes_file());
    bus.machine.reset();
    for (const bool idle_high : {false, true}) { // modes 0 and 3
        bus.idle_high = idle_high;
        const Bytes got = bus.transfer({0x90, 0, 0, 0, 0});
        CHECK(Bytes(got.begin() + 1, got.end()) == Bytes{0x5a, 0x88, 0x19, 0x00});
    }
    CHECK(bus.miso.level() == Level::Floating);
    bus.idle_high = false;
    bus.transfer({0x14, 0xcd, 0xab});
    CHECK(bus.transfer({0x94, 0, 0})[2] == 0xab);
}
