#include "peripherals/devices/lcd1602.h"

#include "i2c_master.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace sim::core;
using peripherals::devices::Hd44780;
using peripherals::devices::Lcd1602;
using peripherals::devices::Lcd1602I2c;

namespace {

class Texts final : public Inspector {
public:
    void number(std::string_view name, std::int64_t value, std::string_view) override {
        all[std::string(name)] = std::to_string(value);
    }
    void text(std::string_view name, std::string_view value) override { all[std::string(name)] = value; }
    void hex(std::string_view name, std::uint32_t value) override {
        all[std::string(name)] = std::to_string(value);
    }
    std::map<std::string, std::string> all;
};

/// A display at its pins, all of them or the upper four data lines.
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    NetPin rs, read, enable;
    NetPin data[8];
    unsigned first_line;
    Lcd1602 part;

    static Lcd1602::Nets nets(Machine& machine, bool eight) {
        Lcd1602::Nets result{machine.net("RS"), machine.net("E")};
        for (std::size_t i = eight ? 0 : 4; i < 8; ++i) {
            result.data[i] = &machine.net("D" + std::to_string(i));
        }
        result.read = &machine.net("RW");
        return result;
    }
    explicit Bench(bool eight = true, const Hd44780::Config& config = {})
        : first_line(eight ? 0 : 4), part(machine, "lcd", nets(machine, eight), config) {
        simulation.set_quantum(1);
        rs.connect(machine.net("RS"), nullptr, 0);
        read.connect(machine.net("RW"), nullptr, 0);
        enable.connect(machine.net("E"), nullptr, 0);
        for (unsigned i = first_line; i < 8; ++i) {
            data[i].connect(machine.net("D" + std::to_string(i)), nullptr, 0);
        }
        set(rs, false);
        set(read, false);
        set(enable, false);
        machine.reset();
        wait_us(15'000);
    }
    void wait_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void set(NetPin& pin, bool high) {
        pin.set({.drive = high ? Drive::High : Drive::Low});
        simulation.settle();
    }
    void pulse(std::int64_t ns = 500) {
        set(enable, true);
        simulation.run_until(simulation.now() + ns * ps_per_ns);
        set(enable, false);
        simulation.run_until(simulation.now() + ns * ps_per_ns);
    }
    void lines(unsigned byte) {
        for (unsigned i = first_line; i < 8; ++i) {
            set(data[i], (byte >> i & 1) != 0);
        }
    }
    void send(bool is_data, unsigned byte, std::int64_t then_us = 50) {
        set(rs, is_data);
        lines(byte);
        pulse();
        if (first_line != 0) {
            lines(byte << 4);
            pulse();
        }
        wait_us(then_us);
    }
    void command(unsigned byte) { send(false, byte, byte < 4 ? 2000 : 50); }
    void print(std::string_view text) {
        for (const char c : text) {
            send(true, static_cast<unsigned char>(c));
        }
    }
    unsigned get(bool is_data) {
        set(rs, is_data);
        set(read, true);
        unsigned byte = 0;
        for (int half = 0; half < (first_line != 0 ? 2 : 1); ++half) {
            unsigned seen = 0;
            for (unsigned i = first_line; i < 8; ++i) {
                data[i].set({});
            }
            set(enable, true);
            simulation.run_until(simulation.now() + 500 * ps_per_ns);
            for (unsigned i = first_line; i < 8; ++i) {
                seen |= data[i].level() == Level::High ? 1U << i : 0;
            }
            set(enable, false);
            simulation.run_until(simulation.now() + 500 * ps_per_ns);
            byte = half == 0 ? seen : byte | seen >> 4;
        }
        set(read, false);
        wait_us(is_data ? 50 : 0);
        return byte;
    }
    std::string line(int number) {
        Texts texts;
        part.inspect(texts);
        return texts.all["line" + std::to_string(number)];
    }
    void begin() {
        command(first_line != 0 ? 0x28 : 0x38);
        command(0x0c);
        command(0x01);
        command(0x06);
    }
    std::uint64_t told(const char* id) { return simulation.diagnostics().count(id); }
};

/// The initialisation by instruction for four lines, of the datasheet's figure 24.
void begin_four(Bench& bench) {
    bench.set(bench.rs, false);
    bench.lines(0x30);
    for (const int us : {4'100, 100, 100}) {
        bench.pulse();
        bench.wait_us(us);
    }
    bench.lines(0x20);
    bench.pulse();
    bench.wait_us(50);
    bench.begin();
}

} // namespace

TEST_CASE("LCD1602: shows what is written to its two lines") {
    Bench bench;
    bench.begin();
    bench.print("Hello");
    bench.command(0x80 | 0x42);
    bench.print("world \\~");
    CHECK(bench.line(1) == "Hello           ");
    CHECK(bench.line(2) == "  world ¥→      ");
    CHECK(bench.told("hd44780.busy") == 0);
    CHECK(bench.told("hd44780.enable") == 0);
}

TEST_CASE("LCD1602: works with four data lines") {
    Bench bench(false);
    begin_four(bench);
    bench.print("four");
    CHECK(bench.line(1) == "four            ");
    CHECK(bench.get(false) == 4);
    bench.command(0x80);
    CHECK(bench.get(true) == 'f');
    CHECK(bench.get(true) == 'o');
}

TEST_CASE("LCD1602: the busy flag lasts 37 us, 1.52 ms for clear and home, 10 ms after power-on") {
    Bench bench;
    bench.begin();
    bench.send(false, 0x0c, 35);
    CHECK((bench.get(false) & 0x80) != 0);
    bench.wait_us(2);
    CHECK((bench.get(false) & 0x80) == 0);
    for (const unsigned instruction : {1U, 2U}) {
        bench.send(false, instruction, 1'517);
        CHECK((bench.get(false) & 0x80) != 0);
        bench.wait_us(3);
        CHECK((bench.get(false) & 0x80) == 0);
    }
    bench.machine.reset();
    bench.wait_us(9'990);
    CHECK((bench.get(false) & 0x80) != 0);
    bench.wait_us(10);
    CHECK((bench.get(false) & 0x80) == 0);
}

TEST_CASE("LCD1602: what comes while it is busy is lost and told of") {
    Bench bench;
    bench.begin();
    bench.send(true, 'a', 0);
    bench.send(true, 'b');
    bench.print("c");
    CHECK(bench.line(1).substr(0, 3) == "ac ");
    CHECK(bench.told("hd44780.busy") == 1);
}

TEST_CASE("LCD1602: lines of 40 characters follow each other; entry mode goes either way") {
    Bench bench;
    bench.begin();
    bench.command(0x80 | 39);
    bench.print("xy");
    CHECK(bench.line(2).front() == 'y');
    CHECK(bench.get(false) == 0x41);
    bench.command(0x80 | 0x67);
    bench.print("zA");
    CHECK(bench.line(1).front() == 'A');
    bench.command(0x04);
    bench.command(0x80 | 3);
    bench.print("cba");
    CHECK(bench.line(1).substr(0, 4) == "Aabc");
}

TEST_CASE("LCD1602: the display shifts by instruction and with what is written") {
    Bench bench;
    bench.begin();
    bench.print("abc");
    bench.command(0x18);
    CHECK(bench.line(1).substr(0, 3) == "bc ");
    bench.command(0x1c);
    bench.command(0x1c);
    CHECK(bench.line(1).substr(0, 4) == " abc");
    bench.command(0x02);
    CHECK(bench.line(1).substr(0, 3) == "abc");
    bench.command(0x07);
    bench.print("A");
    CHECK(bench.line(1).substr(0, 2) == "bc");
    bench.command(0x10); // the cursor alone
    CHECK(bench.get(false) == 0);
}

TEST_CASE("LCD1602: characters of one's own are kept in CGRAM") {
    Bench bench;
    bench.begin();
    bench.command(0x40 | 8);
    for (unsigned row = 0; row < 8; ++row) {
        bench.send(true, row + 1);
    }
    bench.command(0x40 | 9);
    CHECK(bench.get(true) == 2);
    bench.command(0x80);
    bench.print("\x01");
    CHECK(bench.line(1).substr(0, 2) == "\\1");
}

TEST_CASE("LCD1602: display off is dark and keeps the text; clear empties it") {
    Bench bench;
    bench.begin();
    bench.print("abc");
    bench.command(0x08);
    CHECK(bench.line(1) == std::string(16, ' '));
    bench.command(0x0c);
    CHECK(bench.line(1).substr(0, 3) == "abc");
    bench.command(0x01);
    CHECK(bench.line(1) == std::string(16, ' '));
}

TEST_CASE("LCD1602: rows three and four of a 20 x 4 panel continue the first two") {
    Bench bench(true, {.columns = 20, .rows = 4});
    bench.begin();
    bench.command(0x80 | 20);
    bench.print("three");
    bench.command(0x80 | 0x54);
    bench.print("four");
    CHECK(bench.line(3).substr(0, 5) == "three");
    CHECK(bench.line(4).substr(0, 4) == "four");
    CHECK_THROWS_AS(Bench(true, {.columns = 40, .rows = 4}), Error);
}

TEST_CASE("LCD1602: a pulse of E under 230 ns is told of") {
    Bench bench;
    bench.pulse(200);
    CHECK(bench.told("hd44780.enable") == 1);
}

TEST_CASE("LCD1602: behind a PCF8574 at address 27h, with backlight and reads") {
    I2cMaster bus;
    Lcd1602I2c part(bus.machine, "lcd", bus.scl, bus.sda, 0x27, {});
    bus.machine.reset();
    bus.wait(15 * ps_per_ms);
    const auto nibble = [&bus](unsigned high, unsigned control) {
        const auto byte = static_cast<std::uint8_t>((high & 0xf0) | control | 8);
        CHECK(bus.write(0x27, {byte, static_cast<std::uint8_t>(byte | 4), byte}));
    };
    const auto send = [&](unsigned byte, unsigned control) {
        nibble(byte, control);
        nibble(byte << 4, control);
        bus.wait(2 * ps_per_ms);
    };
    for (const unsigned high : {0x30U, 0x30U, 0x30U, 0x20U}) {
        nibble(high, 0);
        bus.wait(5 * ps_per_ms);
    }
    for (const unsigned instruction : {0x28U, 0x0cU, 0x01U, 0x06U}) {
        send(instruction, 0);
    }
    for (const char c : std::string_view("Hi")) {
        send(static_cast<unsigned char>(c), 1);
    }
    Texts texts;
    part.inspect(texts);
    CHECK(texts.all["line1"] == "Hi              ");
    CHECK(texts.all["backlight"] == "1");
    // Ones written, R/W and E high: the address counter, high nibble first.
    const auto read_port = [&bus] {
        bus.start();
        CHECK(bus.send(0x27 << 1 | 1));
        const std::uint8_t byte = bus.receive(false);
        bus.stop();
        return byte;
    };
    CHECK(bus.write(0x27, {0xfa, 0xfe}));
    CHECK((read_port() & 0xf0) == 0x00);
    CHECK(bus.write(0x27, {0xfa, 0xfe}));
    CHECK((read_port() & 0xf0) == 0x20);
    CHECK(bus.simulation.diagnostics().count("hd44780.busy") == 0);
}
