#include "peripherals/devices/register_parts.h"

#include "i2c_master.h"
#include "inspected.h"
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
        {"temperature_mc", "of the air", {2, 0}, -200'000, 200'000, 25'000, 256, 1000, 0}
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

TEST_CASE("Registers: a read clears, and where the pointer goes next is the file's to say") {
    RegisterFile::Config config;
    config.registers = {
        {.address = 0, .name = "STATUS",                       .fields = {{"FULL", 7, 7, RO, 1, true}, {"COUNT", 3, 0, RO, 5}}},
        { .address = 1, .name = "DATA", .bytes = 2,                                                       .fields = {{"DATA", 15, 0, RO, 0x1234}}, .next = 1},
    };
    Bench bench(config);
    CHECK(bench.read(address, 1, 5) == Bytes{0x12, 0x34, 0x12, 0x34, 0x12});
    CHECK(bench.read(address, 0) == 0x85);
    CHECK(bench.read(address, 0) == 0x05);
}

TEST_CASE("Registers: a command's value is in its address") {
    RegisterFile::Config config;
    config.registers = {
        {.address = 0,       .name = "RAM",                        .fields = {{"RAM", 7, 0, RW, 0}}},
        { .address = 0x80, .name = "DISPLAY", .fields = {{"DISPLAY", 7, 0, RW, 0}},                .command_bits = 4},
    };
    Bench bench(config);
    CHECK(bench.write(address, {0x87}));
    CHECK(bench.read(address, 0) == 0);
    CHECK(bench.write(address, {0, 0x55}));
    CHECK(bench.read(address, 0) == 0x55);
    CHECK(bench.simulation.diagnostics().count("registers.unknown") == 0);
    CHECK(bench.write(address, {0x83}));
    CHECK(inspected(bench.part, "DISPLAY") == "3");
    config.registers.push_back({.address = 0x8f, .name = "OVER", .fields = {}});
    CHECK_THROWS_AS(Bench{config}, Error);
}

TEST_CASE("Registers: comparisons are of signed numbers, and follow stimuli and writes") {
    RegisterFile::Config config = bytes_file();
    config.registers.push_back({0x20, "HIGH", 2, false, {{"HIGH", 15, 0, RW, 0x1e00}}}); // 30 degC
    config.registers.push_back({0x22, "LOW", 2, false, {{"LOW", 15, 0, RW, 0xf600}}});   // -10 degC
    config.registers.push_back({
        0x24, "ALERT", 1, false, {{"HOT", 0, 0, RO, 0}, {"COLD", 1, 1, RO, 0}, {"EQUAL", 2, 2, RO, 0}}
    });
    using enum RegisterFile::Relation;
    config.comparisons = {
        {{6, 0}, {2, 0}, Above,   {4, 0}},
        {{6, 1}, {2, 0}, Below,   {5, 0}},
        {{6, 2}, {2, 0}, AtLeast, {4, 0}},
    };
    Bench bench(config);
    CHECK(bench.read(address, 0x24) == 0);
    bench.stimulate(30'000);
    CHECK(bench.read(address, 0x24) == 4);
    bench.stimulate(31'000);
    CHECK(bench.read(address, 0x24) == 5);
    bench.stimulate(-10'500);
    CHECK(bench.read(address, 0x24) == 2);
    CHECK(bench.write(address, {0x22, 0xf0, 0}));
    CHECK(bench.read(address, 0x24) == 0);
}

TEST_CASE("Registers: fields drive pins") {
    RegisterFile::Config config;
    config.registers = {
        {.address = 0, .name = "STATUS", .fields = {{"FULL", 7, 7, RO, 0, true}}},
        {.address = 1, .name = "OUT",    .fields = {{"OUT", 7, 0, RW, 0}}       },
    };
    config.stimuli = {
        {"full", "", {0, 0}, 0, 1}
    };
    I2cMaster bench;
    Net& interrupt = bench.machine.net("INT");
    Net& out = bench.machine.net("OUT");
    I2cRegisterPart part(bench.machine, "sensor", bench.scl, bench.sda, address, config,
                         {
                             {&interrupt, {0, 0}, true,  true },
                             {&out,       {1, 0}, false, false}
    });
    bench.machine.reset();
    CHECK(interrupt.level() == Level::Floating); // open drain
    CHECK(out.level() == Level::Low);
    part.stimulate(*part.find_stimulus("full"), 1);
    CHECK(interrupt.level() == Level::Low);
    bench.read(address, 0);
    CHECK(interrupt.level() == Level::Floating);
    CHECK(bench.write(address, {1, 2}));
    CHECK(out.level() == Level::High);
}
