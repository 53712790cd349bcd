#include "peripherals/devices/relay.h"

#include "inspected.h"
#include "pin_bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Relay;

namespace {

struct Bench : PinBench {
    Relay relay;

    explicit Bench(const Relay::Config& config = {})
        : relay(machine, "relay", {net("IN"), &net("COM"), &net("NO"), &net("NC")}, config) {
        set("COM", true);
        machine.reset();
    }
};

} // namespace

TEST_CASE("Relay: COM goes from NC to NO 10 ms after the coil has current, back 5 ms after it has none") {
    Bench bench;
    CHECK(bench.high("NC"));
    CHECK(bench.level("NO") == Level::Floating);
    bench.set("IN", true);
    bench.wait_us(9'990);
    CHECK(bench.high("NC"));
    CHECK(inspected(bench.relay, "coil") == "1");
    bench.wait_us(20);
    CHECK(bench.high("NO"));
    CHECK(bench.level("NC") == Level::Floating);
    bench.set("IN", false);
    bench.wait_us(4'980);
    CHECK(bench.high("NO"));
    bench.wait_us(40);
    CHECK(bench.high("NC"));
    CHECK(inspected(bench.relay, "switched") == "2");
}

TEST_CASE("Relay: a short pulse moves nothing, and its contacts pass on what happens at COM") {
    Bench bench;
    bench.set("IN", true);
    bench.wait_ms(6);
    bench.set("IN", false);
    bench.wait_ms(30);
    CHECK(inspected(bench.relay, "switched") == "0");
    bench.set("COM", false);
    CHECK(bench.level("NC") == Level::Low);
}

TEST_CASE("Relay: modules that are active low pull their input up") {
    Bench bench({.active_low = true, .operate_ms = 1});
    CHECK(bench.high("IN"));
    bench.set("IN", false);
    bench.wait_ms(2);
    CHECK(bench.high("NO"));
    bench.release("IN");
    bench.wait_ms(6);
    CHECK(bench.high("NC"));
}
