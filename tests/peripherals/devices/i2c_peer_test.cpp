#include "peripherals/devices/i2c_peer.h"

#include "i2c_master.h"
#include "inspected.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using peripherals::devices::DescribedMessage;
using peripherals::devices::I2cPeer;

namespace {

constexpr std::uint8_t address = 0x10;

I2cPeer::Config clock_that_speaks() {
    I2cPeer::Config config{.address = address, .filler = '\n', .buffer_bytes = 8};
    config.quantities = {
        {"hour", 0, 23, 7, ""}
    };
    DescribedMessage message;
    for (const char letter : std::string("H=")) {
        message.items.push_back({DescribedMessage::Kind::Byte, static_cast<unsigned char>(letter), 0});
    }
    message.items.push_back({DescribedMessage::Kind::Decimal, 0, 0});
    config.periodic = {
        {100 * ps_per_ms, message}
    };
    return config;
}

struct Bench : I2cMaster {
    I2cPeer part{machine, "gps", scl, sda, clock_that_speaks()};
    Bench() { machine.reset(); }
    std::string listen(int count) {
        start();
        send(address << 1 | 1);
        std::string text;
        for (int i = 0; i < count; ++i) {
            text += static_cast<char>(receive(i + 1 < count));
        }
        stop();
        return text;
    }
};

} // namespace

TEST_CASE("I2C peer: gives its messages as they come, and the filler") {
    Bench bench;
    CHECK(bench.listen(2) == "\n\n");
    bench.wait(100 * ps_per_ms);
    CHECK(bench.listen(2) == "H=");
    CHECK(bench.listen(2) == "7\n");
    bench.part.stimulate(*bench.part.find_stimulus("hour"), 12);
    bench.wait(100 * ps_per_ms);
    CHECK(bench.listen(6) == "H=12\n\n");
}

TEST_CASE("I2C peer: what does not fit in its buffer is lost, what is written has no effect") {
    Bench bench;
    bench.wait(450 * ps_per_ms);
    CHECK(inspected(bench.part, "messages") == "2");
    CHECK(inspected(bench.part, "lost") == "2");
    CHECK(bench.write(address, {'x', 'y'}));
    CHECK(inspected(bench.part, "written") == "2");
    CHECK(bench.listen(8) == "H=7H=7\n\n");
}
