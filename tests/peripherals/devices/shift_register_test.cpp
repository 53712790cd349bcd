#include "peripherals/devices/shift_register.h"

#include "inspected.h"
#include "pin_bench.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using peripherals::devices::ShiftRegister;

namespace {

struct Bench : PinBench {
    ShiftRegister::Nets nets(const std::string& prefix, const char* ser) {
        ShiftRegister::Nets result{net(ser), net("SRCLK"), net("RCLK"), &net("OE"), &net("SRCLR")};
        for (std::size_t i = 0; i < ShiftRegister::bits; ++i) {
            result.outputs[i] = &net(prefix + std::to_string(i));
        }
        result.qh = &net(prefix + "H");
        return result;
    }
    ShiftRegister first{machine, "first", nets("A", "SER")};
    ShiftRegister second{machine, "second", nets("B", "AH")};

    Bench() {
        for (const char* name : {"SER", "SRCLK", "RCLK", "OE"}) {
            set(name, false);
        }
        set("SRCLR", true);
        machine.reset();
    }
    void shift(unsigned value, unsigned count) {
        for (unsigned bit = count; bit-- > 0;) {
            set("SER", (value >> bit & 1) != 0);
            pulse("SRCLK");
        }
    }
    /// Output 7 first, as the value is shifted in.
    std::string outputs(const std::string& prefix) {
        std::string text;
        for (std::size_t i = ShiftRegister::bits; i-- > 0;) {
            const Level now = level(prefix + std::to_string(i));
            text += now == Level::Floating ? 'z' : now == Level::High ? '1' : '0';
        }
        return text;
    }
};

} // namespace

TEST_CASE("74HC595: outputs change with RCLK only, the first bit goes to QH") {
    Bench bench;
    bench.shift(0b10100001, 8);
    CHECK(bench.outputs("A") == "00000000");
    bench.pulse("RCLK");
    CHECK(bench.outputs("A") == "10100001");
    CHECK(inspected(bench.first, "stored") == "10000101"); // QA first
}

TEST_CASE("74HC595: QH' feeds the next register, on one clock") {
    Bench bench;
    bench.shift(0x1234, 16);
    CHECK(bench.level("AH") == Level::Low);
    bench.pulse("RCLK");
    CHECK(bench.outputs("A") == "00110100");
    CHECK(bench.outputs("B") == "00010010");
}

TEST_CASE("74HC595: SRCLR clears what was shifted at once, not what is stored") {
    Bench bench;
    bench.shift(0xff, 8);
    bench.pulse("RCLK");
    bench.set("SRCLR", false);
    CHECK(bench.outputs("A") == "11111111");
    CHECK(bench.level("AH") == Level::Low);
    bench.shift(1, 1); // no shifts meanwhile
    bench.set("SRCLR", true);
    bench.pulse("RCLK");
    CHECK(bench.outputs("A") == "00000000");
}

TEST_CASE("74HC595: outputs float while OE is high, QH' does not") {
    Bench bench;
    bench.shift(0x80, 8);
    bench.pulse("RCLK");
    bench.set("OE", true);
    CHECK(bench.outputs("A") == "zzzzzzzz");
    CHECK(bench.level("AH") == Level::High);
    CHECK(inspected(bench.first, "enabled") == "0");
    bench.set("OE", false);
    CHECK(bench.outputs("A") == "10000000");
}

TEST_CASE("74HC595: with both clocks tied the outputs are one clock behind") {
    PinBench bench;
    ShiftRegister::Nets nets{bench.net("SER"), bench.net("CLK"), bench.net("CLK")};
    nets.outputs[0] = &bench.net("QA");
    nets.outputs[1] = &bench.net("QB");
    ShiftRegister part(bench.machine, "tied", nets);
    bench.set("SER", true);
    bench.set("CLK", false);
    bench.machine.reset();
    bench.pulse("CLK");
    CHECK(bench.level("QA") == Level::Low);
    bench.set("SER", false);
    bench.pulse("CLK");
    CHECK(bench.level("QA") == Level::High);
    bench.pulse("CLK");
    CHECK(bench.level("QA") == Level::Low);
    CHECK(bench.level("QB") == Level::High);
}
