#include "peripherals/devices/ds18b20.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

using namespace sim::core;
using peripherals::devices::Ds18b20;
using peripherals::devices::one_wire_crc;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// A 1-Wire master by the datasheet's diagrams.
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& wire = machine.net("DQ");
    NetPin pin, pull;
    std::deque<Ds18b20> parts;

    explicit Bench(std::initializer_list<Ds18b20::Config> configs) {
        simulation.set_quantum(1);
        pin.connect(wire, nullptr, 0);
        pull.connect(wire, nullptr, 1);
        pull.set({.pull = Pull::Up});
        int number = 0;
        for (const auto& config : configs) {
            parts.emplace_back(machine, "t" + std::to_string(number++), wire, config);
        }
        machine.reset();
        wait_us(100);
    }
    void wait_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void wait_ms(std::int64_t ms) { wait_us(1000 * ms); }
    void drive(Drive drive, std::int64_t us) {
        pin.set({.drive = drive});
        simulation.settle();
        wait_us(us);
    }
    bool low() const { return wire.level() == Level::Low; }
    bool reset() {
        drive(Drive::Low, 480);
        drive(Drive::None, 70);
        const bool present = low();
        wait_us(410);
        return present;
    }
    void write_bit(bool bit) {
        drive(Drive::Low, bit ? 6 : 60);
        drive(Drive::None, bit ? 64 : 10);
    }
    bool read_bit() {
        drive(Drive::Low, 2);
        drive(Drive::None, 11);
        const bool bit = !low();
        wait_us(57);
        return bit;
    }
    void write(const Bytes& bytes) {
        for (const std::uint8_t byte : bytes) {
            for (int bit = 0; bit < 8; ++bit) {
                write_bit((byte >> bit & 1) != 0);
            }
        }
    }
    Bytes read(std::size_t count) {
        Bytes bytes(count);
        for (std::uint8_t& byte : bytes) {
            for (int bit = 0; bit < 8; ++bit) {
                byte = static_cast<std::uint8_t>(byte | (read_bit() ? 1U << bit : 0));
            }
        }
        return bytes;
    }
    void command(const Bytes& bytes) {
        CHECK(reset());
        write({0xcc});
        write(bytes);
    }
    Bytes scratchpad() {
        command({0xbe});
        Bytes bytes = read(9);
        CHECK(one_wire_crc(std::span(bytes).first(8)) == bytes[8]);
        return bytes;
    }
    int sixteenths() {
        const Bytes bytes = scratchpad();
        return static_cast<std::int16_t>(static_cast<std::uint16_t>(bytes[1] << 8 | bytes[0]));
    }
    /// Codes of all parts that answer, as the published search walks through their tree.
    std::vector<Bytes> search(std::uint8_t search_command) {
        std::vector<Bytes> found;
        std::vector<bool> path;
        do {
            if (!reset()) {
                return found;
            }
            write({search_command});
            Bytes code(8);
            std::vector<bool> choices; // bits at which both are possible and 0 was taken
            std::vector<bool> taken;
            for (std::size_t bit = 0; bit < 64; ++bit) {
                const bool no_zero = read_bit();
                const bool no_one = read_bit();
                if (no_zero && no_one) {
                    return found;
                }
                const bool fork = !no_zero && !no_one;
                const bool one = bit < path.size() ? path[bit] : no_zero;
                write_bit(one);
                taken.push_back(one);
                choices.push_back(fork && !one);
                code[bit / 8] = static_cast<std::uint8_t>(code[bit / 8] | (one ? 1U << bit % 8 : 0));
            }
            found.push_back(code);
            while (!choices.empty() && !choices.back()) {
                choices.pop_back();
            }
            path.assign(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(choices.size()));
            if (!path.empty()) {
                path.back() = true;
            }
        } while (!path.empty());
        return found;
    }
    void stimulate(std::size_t part, std::int64_t mc) {
        parts[part].stimulate(*parts[part].find_stimulus("temperature_mc"), mc);
    }
};

Bytes code(const Ds18b20& part) {
    return {part.rom().begin(), part.rom().end()};
}

} // namespace

TEST_CASE("1-Wire: the check byte of the published example") {
    // Maxim application note 27: code 02 1c b8 01 00 00 00 has check byte a2.
    CHECK(one_wire_crc(Bytes{0x02, 0x1c, 0xb8, 0x01, 0, 0, 0}) == 0xa2);
    CHECK(one_wire_crc(Bytes{0x02, 0x1c, 0xb8, 0x01, 0, 0, 0, 0xa2}) == 0);
}

TEST_CASE("1-Wire: a presence pulse answers 480 us of low, nothing answers less") {
    Bench bench({{.serial = 1}});
    bench.drive(Drive::Low, 480);
    bench.drive(Drive::None, 14);
    CHECK_FALSE(bench.low());
    bench.wait_us(47); // 15 to 60 us after the rise it begins
    CHECK(bench.low());
    bench.wait_us(43);
    CHECK(bench.low());
    bench.wait_us(197); // 240 us at most
    CHECK_FALSE(bench.low());
    bench.wait_us(1000);
    bench.drive(Drive::Low, 300);
    bench.drive(Drive::None, 61);
    CHECK_FALSE(bench.low());
}

TEST_CASE("1-Wire: READ ROM sends family 28h, the serial number and the check byte") {
    Bench bench({{.serial = 0x0123456789ab}});
    CHECK(bench.reset());
    bench.write({0x33});
    const Bytes rom = bench.read(8);
    CHECK(Bytes(rom.begin(), rom.begin() + 7) == Bytes{0x28, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01});
    CHECK(one_wire_crc(rom) == 0);
    bench.write({0xbe}); // function commands may follow
    CHECK(bench.read(2) == Bytes{0x50, 0x05});
    CHECK(bench.simulation.diagnostics().count("one_wire.timing") == 0);
}

TEST_CASE("1-Wire: a search finds every part on the wire, MATCH ROM speaks with one") {
    Bench bench({{.serial = 5}, {.serial = 0xffffffffffff}, {.serial = 0x800000000004}, {.serial = 4}});
    const auto found = bench.search(0xf0);
    CHECK(found.size() == 4);
    for (const Ds18b20& part : bench.parts) {
        CHECK(std::count(found.begin(), found.end(), code(part)) == 1);
    }
    bench.stimulate(2, -10'125);
    bench.command({0x44});
    bench.wait_ms(750);
    CHECK(bench.reset());
    bench.write({0x55});
    bench.write(code(bench.parts[2]));
    bench.write({0xbe});
    CHECK(bench.read(2) == Bytes{0x5e, 0xff});
    CHECK(bench.simulation.diagnostics().count("one_wire.timing") == 0);
}

TEST_CASE("1-Wire: an unknown ROM command and slots of wrong length are told of") {
    Bench bench({{.serial = 1}});
    CHECK(bench.reset());
    bench.write({0x99});
    CHECK(bench.simulation.diagnostics().count("one_wire.command") == 1);
    CHECK(bench.read(1) == Bytes{0xff});
    CHECK(bench.reset());
    bench.drive(Drive::Low, 40);
    bench.drive(Drive::None, 30);
    CHECK(bench.simulation.diagnostics().count("one_wire.timing") == 1);
}

TEST_CASE("DS18B20: 85 degC after power-on, factory settings in the scratchpad") {
    Bench bench({{.serial = 1}});
    const Bytes bytes = bench.scratchpad();
    CHECK(Bytes(bytes.begin(), bytes.begin() + 8) == Bytes{0x50, 0x05, 75, 70, 0x7f, 0xff, 0x0c, 0x10});
    CHECK(bench.read(1) == Bytes{0xff});
}

TEST_CASE("DS18B20: readings of the datasheet's temperature table") {
    const std::pair<std::int64_t, int> table[] = {
        {125'000, 0x07d0          },
        {25'062,  0x0191          },
        {10'125,  0x00a2          },
        {500,     0x0008          },
        {0,       0               },
        {-500,    0xfff8 - 0x10000},
        {-10'125, 0xff5e - 0x10000},
        {-25'063, 0xfe6f - 0x10000},
        {-55'000, 0xfc90 - 0x10000},
    };
    Bench bench({{.serial = 1}});
    for (const auto& [mc, reading] : table) {
        bench.stimulate(0, mc);
        bench.command({0x44});
        bench.wait_ms(750);
        CHECK(bench.sixteenths() == reading);
    }
}

TEST_CASE("DS18B20: a conversion takes 93.75 ms, doubled for each bit of resolution") {
    for (unsigned more = 0; more < 4; ++more) {
        Bench bench({{.serial = 1}});
        bench.stimulate(0, 21'937); // 351 sixteenths
        bench.command({0x4e, 0x55, 0xaa, static_cast<std::uint8_t>(more << 5)});
        bench.command({0x44});
        const Time begin = bench.simulation.now();
        CHECK_FALSE(bench.read_bit());
        const Time length = 93'750 * ps_per_us << more;
        bench.wait_us((begin + length - bench.simulation.now()) / ps_per_us - 200);
        CHECK_FALSE(bench.read_bit());
        bench.wait_us(200);
        CHECK(bench.read_bit());
        const unsigned unused = 3 - more;
        CHECK(bench.sixteenths() == static_cast<int>(351U >> unused << unused));
        CHECK(bench.scratchpad()[4] == (more << 5 | 0x1f));
    }
}

TEST_CASE("DS18B20: settings reach the EEPROM by a copy, and come back by a recall and at power-on") {
    Bench bench({{.serial = 1}});
    bench.command({0x4e, 30, 0xf6, 0x3f});
    bench.command({0x48});
    CHECK_FALSE(bench.read_bit());
    bench.wait_ms(10);
    CHECK(bench.read_bit());
    bench.command({0x4e, 1, 2, 0x7f});
    CHECK(bench.scratchpad()[2] == 1);
    bench.command({0xb8});
    CHECK(bench.read_bit());
    CHECK(bench.scratchpad()[2] == 30);
    bench.command({0x4e, 1, 2, 0x7f});
    bench.machine.reset();
    const Bytes bytes = bench.scratchpad();
    CHECK(Bytes(bytes.begin() + 2, bytes.begin() + 5) == Bytes{30, 0xf6, 0x3f});
}

TEST_CASE("DS18B20: a power-off during a copy keeps the old settings") {
    Bench bench({{.serial = 1}});
    bench.command({0x4e, 30, 20, 0x3f});
    bench.command({0x48});
    bench.wait_ms(5);
    bench.machine.reset();
    bench.wait_ms(10);
    CHECK(bench.scratchpad()[2] == 75);
}

TEST_CASE("DS18B20: an alarm search finds those at TH and over, at TL and under, as last converted") {
    Bench bench({{.serial = 1}, {.serial = 2}, {.serial = 3}});
    CHECK(bench.search(0xec).empty());
    bench.command({0x4e, 30, 0xf6, 0x7f}); // 30 and -10
    bench.stimulate(0, 30'000);
    bench.stimulate(1, 29'900);
    bench.stimulate(2, -10'000);
    CHECK(bench.search(0xec).empty());
    bench.command({0x44});
    bench.wait_ms(750);
    const auto found = bench.search(0xec);
    CHECK(found.size() == 2);
    CHECK(std::count(found.begin(), found.end(), code(bench.parts[1])) == 0);
}

TEST_CASE("DS18B20: READ POWER SUPPLY tells of any part with parasite power") {
    Bench powered({{.serial = 1}});
    powered.command({0xb4});
    CHECK(powered.read_bit());
    Bench mixed({
        {.serial = 1            },
        { .serial = 2, .parasite_power = true}
    });
    mixed.command({0xb4});
    CHECK_FALSE(mixed.read_bit());
}

TEST_CASE("DS18B20: with parasite power a conversion needs a wire that is driven high") {
    Bench bench({
        {.serial = 1, .parasite_power = true}
    });
    bench.command({0x44});
    bench.drive(Drive::High, 751'000);
    bench.drive(Drive::None, 100);
    CHECK(bench.sixteenths() == 20 * 16);
    bench.command({0x44});
    bench.wait_ms(750);
    CHECK(bench.simulation.diagnostics().count("ds18b20.unpowered") == 1);
    CHECK(bench.sixteenths() == 85 * 16);
}

TEST_CASE("DS18B20: an unknown function command is told of and answered by nothing") {
    Bench bench({{.serial = 1}});
    bench.command({0x12});
    CHECK(bench.simulation.diagnostics().count("ds18b20.command") == 1);
    CHECK(bench.read(1) == Bytes{0xff});
}
