#include "peripherals/rp2040/xip.h"

#include "peripherals/devices/w25q.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::W25q;
using peripherals::rp2040::Xip;
using peripherals::rp2040::XipSsi;

namespace {

constexpr std::uint32_t ctrl = 0x14000000;
constexpr std::uint32_t ssi = 0x18000000;
constexpr std::uint32_t cached = 0x10000000;
constexpr std::uint32_t uncached = 0x13000000;
constexpr std::uint32_t sram = 0x15000000;
constexpr std::uint32_t aux = 0x50400000;

/// Between the SSI's /CS output and the chip: what IO_QSPI does.
struct ChipSelect final : OutputSink {
    OutputPins& from;
    Line pin;
    int forced = -1;

    explicit ChipSelect(OutputPins& outputs) : from(outputs) {
        from.connect(*this, 0);
        pin.set(true);
    }
    void on_outputs(unsigned, std::uint32_t) override {
        pin.set(forced >= 0 ? forced != 0 : (from.levels() >> XipSsi::Ss & 1) != 0);
    }
    void force(int level) {
        forced = level;
        on_outputs(0, 0);
    }
};

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain sys{125'000'000};
    W25q flash{machine, "FLASH", {}};
    XipSsi controller{machine, "SSI", sys, flash};
    Xip xip{machine, "XIP_CTRL", sys, flash, controller};
    ChipSelect chip_select{controller.outputs()};

    Bench() {
        simulation.set_quantum(1);
        chip_select.pin.connect(flash, SerialFlash::chip_select);
        chip_select.pin.connect(controller, 0);
        for (unsigned i = 0; i < Xip::mirrors; ++i) {
            machine.bus().map({.base = xip.window(i).base,
                               .size = Xip::mirror_bytes,
                               .device = &xip.mirror(i),
                               .name = "XIP",
                               .lanes = true});
        }
        machine.bus().map(
            {.base = ctrl, .size = 0x4000, .device = &xip, .name = "XIP_CTRL", .atomic_aliases = true});
        machine.bus().map(
            {.base = sram, .size = 0x4000, .device = &xip.sram(), .name = "XIP_SRAM", .lanes = true});
        machine.bus().map(
            {.base = ssi, .size = 0x4000, .device = &controller, .name = "SSI", .atomic_aliases = true});
        machine.bus().map({.base = aux, .size = 4, .device = &xip.aux(), .name = "XIP_AUX"});
        machine.reset();
        std::vector<std::uint8_t> content(0x8000);
        for (std::size_t i = 0; i < content.size(); ++i) {
            content[i] = static_cast<std::uint8_t>(i * 7 + (i >> 8));
        }
        flash.array().load(0, content);
    }
    Bus::Result access(std::uint32_t address, std::uint8_t size = 4) {
        return machine.bus().read(address, {Initiator::Core0, size});
    }
    std::uint32_t read(std::uint32_t address, std::uint8_t size = 4) { return access(address, size).value; }
    Bus::Result write(std::uint32_t address, std::uint32_t value) {
        return machine.bus().write(address, value, {Initiator::Core0});
    }
    std::uint32_t array(std::uint32_t offset) { return flash.array().peek(offset); }
    void cycles(std::int64_t count) {
        simulation.run_until(sys.time_of(sys.edges_at(simulation.now()) + count));
    }
    void set_up(std::uint32_t ctrlr0, std::uint32_t spi_ctrlr0, std::uint32_t baudr = 2) {
        write(ssi + 0x08, 0);
        write(ssi + 0x14, baudr);
        write(ssi + 0x00, ctrlr0);
        write(ssi + 0x04, 0);
        write(ssi + 0xf4, spi_ctrlr0);
        write(ssi + 0x10, 1);
        write(ssi + 0x08, 1);
    }
    /// 03h, one line: 8 + 24 + 32 clocks.
    void serial_read() { set_up(31 << 16 | 3 << 8, 0x03U << 24 | 2 << 8 | 6 << 2); }
    void bytes() { set_up(7 << 16, 0x03000000, 6); }
    std::uint32_t status() { return read(ssi + 0x28); }
    /// As a second stage does it: a first EBh with its opcode, then address and mode bits alone.
    void quad_continuous() {
        set_up(2U << 21 | 31 << 16 | 3 << 8, 4 << 11 | 2 << 8 | 8 << 2 | 1);
        write(ssi + 0x60, 0xeb);
        write(ssi + 0x60, 0xa0);
        cycles(200);
        CHECK(status() == 0xe);
        set_up(2U << 21 | 31 << 16 | 3 << 8, 0xa0U << 24 | 4 << 11 | 8 << 2 | 2);
    }
};

} // namespace

TEST_CASE("SSI: a byte out brings a byte in after its clocks") {
    Bench bench;
    bench.bytes();
    CHECK(bench.status() == 6);
    for (const unsigned byte : {0x9fU, 0U, 0U, 0U}) {
        bench.write(ssi + 0x60, byte);
    }
    CHECK(bench.status() == 3); // the first is being sent
    CHECK(bench.read(ssi + 0x20) == 3);
    bench.cycles(9 * 6 - 1);
    CHECK(bench.read(ssi + 0x24) == 0);
    bench.cycles(1);
    CHECK(bench.read(ssi + 0x24) == 1);
    bench.cycles(24 * 6);
    CHECK(bench.status() == 0xe);
    bench.read(ssi + 0x60);
    CHECK(bench.read(ssi + 0x60) == 0xef);
    CHECK(bench.read(ssi + 0x60) == 0x40);
    CHECK(bench.read(ssi + 0x60) == 0x15);
    CHECK(bench.status() == 6);
}

TEST_CASE("SSI: EEPROM read sends all words, then receives NDF + 1") {
    Bench bench;
    bench.set_up(7 << 16 | 3 << 8, 0);
    bench.write(ssi + 0x08, 0);
    bench.write(ssi + 0x04, 3);
    bench.write(ssi + 0x08, 1);
    bench.write(ssi + 0x08, 0); // a written SSIENR of 0 empties the FIFOs
    bench.write(ssi + 0x08, 1);
    for (const unsigned byte : {0x03U, 0U, 1U, 0x10U}) {
        bench.write(ssi + 0x60, byte);
    }
    bench.cycles(1000);
    CHECK(bench.read(ssi + 0x24) == 4);
    for (unsigned i = 0; i < 4; ++i) {
        CHECK(bench.read(ssi + 0x60) == (bench.array(0x110) >> 8 * i & 0xff));
    }
}

TEST_CASE("SSI: FIFOs overflow and underflow with an interrupt that reading clears") {
    Bench bench;
    bench.bytes();
    bench.write(ssi + 0x10, 0); // no slave: nothing starts
    for (unsigned i = 0; i < 17; ++i) {
        bench.write(ssi + 0x60, i);
    }
    CHECK(bench.status() == 0);
    CHECK((bench.read(ssi + 0x34) & 2) == 2);
    bench.write(ssi + 0x2c, 2);
    CHECK(bench.controller.irq().level());
    bench.read(ssi + 0x38);
    CHECK(!bench.controller.irq().level());
    bench.write(ssi + 0x10, 1);
    bench.cycles(16 * 48 + 6);
    CHECK(bench.status() == 0x1e);
    bench.write(ssi + 0x60, 0);
    bench.cycles(60);
    CHECK((bench.read(ssi + 0x34) & 0x18) == 0x18);
    bench.read(ssi + 0x48);
    CHECK((bench.read(ssi + 0x34) & 0x18) == 0x10);
    for (unsigned i = 0; i < 17; ++i) {
        bench.read(ssi + 0x60);
    }
    CHECK((bench.read(ssi + 0x34) & 4) == 4);
}

TEST_CASE("SSI: DREQs follow the levels") {
    Bench bench;
    bench.bytes();
    CHECK(!bench.controller.tx_dreq().level());
    bench.write(ssi + 0x50, 2);
    bench.write(ssi + 0x54, 1);
    bench.write(ssi + 0x4c, 3);
    CHECK(bench.controller.tx_dreq().level());
    for (unsigned i = 0; i < 4; ++i) {
        bench.write(ssi + 0x60, 0);
    }
    CHECK(!bench.controller.tx_dreq().level());
    bench.cycles(60);
    CHECK(bench.controller.tx_dreq().level());
    CHECK(!bench.controller.rx_dreq().level());
    bench.cycles(48);
    CHECK(bench.controller.rx_dreq().level());
}

TEST_CASE("SSI: registers of the set-up are kept while it is enabled") {
    Bench bench;
    bench.bytes();
    bench.write(ssi + 0x14, 100);
    CHECK(bench.read(ssi + 0x14) == 6);
    CHECK(bench.simulation.diagnostics().count("ssi.enabled") == 1);
}

TEST_CASE("SSI: a forced chip select holds the command open") {
    Bench bench;
    bench.bytes();
    bench.chip_select.force(0);
    bench.write(ssi + 0x60, 0x9f);
    bench.cycles(60);
    bench.write(ssi + 0x60, 0);
    bench.cycles(60);
    bench.read(ssi + 0x60);
    CHECK(bench.read(ssi + 0x60) == 0xef);
    bench.chip_select.force(1);
    bench.write(ssi + 0x60, 0x9f);
    bench.write(ssi + 0x60, 0);
    bench.cycles(120);
    bench.read(ssi + 0x60);
    CHECK(bench.read(ssi + 0x60) == 0xff); // nobody answers
}

TEST_CASE("XIP: the windows open once a read went through the chip as it should") {
    Bench bench;
    CHECK(!bench.xip.window(0).open);
    bench.serial_read();
    CHECK(!bench.xip.window(0).open);
    CHECK(bench.read(cached + 0x104) == bench.array(0x104));
    CHECK(bench.xip.window(0).open);
    CHECK(bench.read(cached + 0x106, 2) == bench.array(0x104) >> 16);
    bench.bytes();
    CHECK(!bench.xip.window(0).open);

    bench.quad_continuous();
    CHECK(bench.read(uncached + 0x200) == bench.array(0x200));
    CHECK(bench.xip.window(0).open);
    CHECK(bench.read(cached + 0x200000 + 0x300) == bench.array(0x300)); // 2 MiB repeat
    bench.chip_select.force(0);                                         // someone else selects the chip
    CHECK(!bench.xip.window(0).open);
    CHECK(bench.read(uncached + 0x200) == bench.array(0x200)); // its first command ...
    CHECK(bench.read(uncached + 0x200) != bench.array(0x200)); // ... goes on
    CHECK(!bench.xip.window(0).open);
}

TEST_CASE("XIP: a new divider closes the windows no longer than the SSI is off") {
    Bench bench;
    bench.serial_read();
    bench.read(cached);
    CHECK(bench.xip.window(0).open);
    bench.write(ssi + 0x3008, 1);
    CHECK(!bench.xip.window(0).open);
    bench.write(ssi + 0x14, 8);
    bench.write(ssi + 0x2008, 1);
    CHECK(bench.xip.window(0).open);
    CHECK(bench.access(cached + 0x100).cycles > 8 * 64);
    bench.write(ssi + 0x3008, 1);
    bench.write(ssi + 0xf4, 0xeb000000);
    bench.write(ssi + 0x2008, 1);
    CHECK(!bench.xip.window(0).open);
}

TEST_CASE("XIP: the windows open for code that the cache holds, too") {
    Bench bench;
    bench.quad_continuous();
    bench.read(cached);
    CHECK(bench.xip.window(0).open);
    bench.write(ssi + 0x3008, 1); // a transfer of its own, as by a program in RAM
    bench.write(ssi + 0x04, 3);
    bench.write(ssi + 0x2008, 1);
    CHECK(!bench.xip.window(0).open);
    CHECK(bench.access(cached).cycles == 1); // a hit asks nobody
    CHECK(!bench.xip.window(0).open);
    bench.xip.window(0).cache->open_to_code(0);
    CHECK(bench.xip.window(0).open);
    bench.bytes();
    bench.xip.window(0).cache->open_to_code(0);
    CHECK(!bench.xip.window(0).open);
}

TEST_CASE("XIP: a set-up that the chip does not understand gives what the chip sends") {
    Bench bench;
    bench.set_up(2U << 21 | 31 << 16 | 3 << 8, 0xa0U << 24 | 4 << 11 | 8 << 2 | 2); // not in continuous read
    CHECK(bench.read(cached + 0x200) != bench.array(0x200));
    CHECK(!bench.xip.window(0).open);
    bench.set_up(31 << 16 | 3 << 8, 0x0bU << 24 | 2 << 8 | 6 << 2); // 0Bh without its dummy byte
    CHECK(bench.read(uncached + 0x200) == (bench.array(0x200) << 8 | 0xff));
    CHECK(!bench.xip.window(0).open);
}

TEST_CASE("XIP: a miss costs the clocks of the transaction, a hit nothing") {
    Bench bench;
    bench.serial_read();
    bench.cycles(2000); // the flush after reset
    CHECK(bench.access(cached).cycles == 1 + (1 + 64) * 2 + 6);
    CHECK(bench.access(cached).cycles == 1);
    CHECK(bench.access(cached + 4).cycles > 100); // the other word of the line
    CHECK(bench.access(uncached).cycles > 100);
    CHECK(bench.read(ctrl + 0x0c) == 1);
    CHECK(bench.read(ctrl + 0x10) == 4);
    bench.quad_continuous();
    CHECK(bench.access(uncached).cycles == 1 + (1 + 20) * 2 + 6);
    bench.write(ctrl + 0x0c, 0);
    CHECK(bench.read(ctrl + 0x0c) == 0);
}

TEST_CASE("XIP: each mirror looks up and allocates as its address says") {
    Bench bench;
    bench.serial_read();
    bench.cycles(2000);
    const auto hits = [&](std::uint32_t address) { return bench.access(address).cycles == 1; };
    CHECK(!hits(0x11000000));
    CHECK(!hits(0x11000000));
    CHECK(!hits(0x12000000));
    CHECK(!hits(0x12000000));
    CHECK(hits(0x11000000));
    CHECK(hits(0x10000000));
    CHECK(!hits(0x13000000));
    bench.write(cached, 0); // drops the line
    CHECK(!hits(0x10000000));
    CHECK(hits(0x10000000));
    // Two ways: the third line of a set replaces the one not used for longest.
    CHECK(!hits(cached + 0x2000));
    CHECK(hits(cached));
    CHECK(!hits(cached + 0x4000));
    CHECK(hits(cached));
    CHECK(!hits(cached + 0x2000));
    bench.write(ctrl, 0);
    CHECK(!hits(cached));
    CHECK(!hits(cached));
}

TEST_CASE("XIP: a flush empties the cache in 1024 clocks, and reading FLUSH waits for it") {
    Bench bench;
    bench.serial_read();
    bench.cycles(2000);
    bench.read(cached);
    bench.write(ctrl + 4, 1);
    CHECK((bench.read(ctrl + 8) & 1) == 0);
    bench.cycles(1000);
    CHECK(bench.access(ctrl + 4).cycles == 1 + 25);
    bench.cycles(25);
    CHECK((bench.read(ctrl + 8) & 1) == 1);
    CHECK(bench.access(cached).cycles > 1);
}

TEST_CASE("XIP: the cache is SRAM while it is off") {
    Bench bench;
    CHECK(bench.access(sram).fault);
    CHECK(bench.write(sram, 1).fault);
    bench.write(ctrl, 0);
    CHECK(!bench.write(sram + 0x3ffc, 0x12345678).fault);
    CHECK(bench.read(sram + 0x3ffc) == 0x12345678);
    CHECK(bench.xip.sram_window().open);
    bench.write(ctrl, 9); // POWER_DOWN wins over EN
    CHECK(bench.read(ctrl) == 8);
    CHECK(bench.access(sram).fault);
    CHECK(!bench.xip.sram_window().open);
}

TEST_CASE("XIP: writes to flash are bus errors if ERR_BADWRITE says so, but never at 0x10000000") {
    Bench bench;
    CHECK(bench.write(uncached, 0).fault);
    CHECK(!bench.write(cached, 0).fault);
    bench.write(ctrl, 1);
    CHECK(!bench.write(uncached, 0).fault);
}

TEST_CASE("XIP: streaming fills its FIFO word by word") {
    Bench bench;
    bench.quad_continuous();
    bench.write(ctrl + 0x14, 0x100);
    bench.write(ctrl + 0x18, 4);
    CHECK((bench.read(ctrl + 8) & 6) == 2);
    CHECK(!bench.xip.stream_dreq().level());
    bench.cycles(48);
    CHECK(bench.xip.stream_dreq().level());
    CHECK(bench.read(ctrl + 0x18) == 3);
    bench.cycles(1000);
    CHECK((bench.read(ctrl + 8) & 6) == 4);
    CHECK(bench.read(ctrl + 0x18) == 2);
    CHECK(bench.read(ctrl + 0x14) == 0x108);
    CHECK(bench.read(ctrl + 0x1c) == bench.array(0x100));
    CHECK(bench.read(aux) == bench.array(0x104));
    CHECK(!bench.xip.stream_dreq().level());
    bench.cycles(1000);
    CHECK(bench.read(aux) == bench.array(0x108));
    CHECK(bench.read(aux) == bench.array(0x10c));
    CHECK(bench.read(ctrl + 0x18) == 0);
    bench.write(ctrl + 0x18, 4);
    bench.write(ctrl + 0x18, 0);
    bench.cycles(1000);
    CHECK((bench.read(ctrl + 8) & 2) == 2);
}
