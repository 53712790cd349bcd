#include "peripherals/devices/i2c_target.h"

#include "i2c_master.h"

#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using peripherals::devices::I2cTarget;

namespace {

/// Tells what it hears; takes `patience` bytes, gives bytes counting up from 0x5a.
class Witness final : public I2cTarget {
public:
    Witness(I2cMaster& bus, std::uint8_t address)
        : I2cTarget(bus.machine, "witness", bus.scl, bus.sda, address) {}

    std::string heard;
    int patience = 1000;
    bool welcome = true;

private:
    bool on_address(bool reading) override {
        heard += reading ? "R" : "W";
        return welcome;
    }
    bool on_byte(std::uint8_t byte) override {
        heard += static_cast<char>(byte);
        return --patience >= 0;
    }
    std::uint8_t next_byte() override { return given_++; }
    void on_end() override { heard += "."; }

    std::uint8_t given_ = 0x5a;
};

struct Bench : I2cMaster {
    Witness witness{*this, 0x1d};
    Bench() { machine.reset(); }
};

} // namespace

TEST_CASE("I2C target: acknowledges its address and the bytes that follow") {
    Bench bus;
    CHECK(bus.write(0x1d, {'a', 'b'}));
    CHECK(bus.witness.heard == "Wab.");
    CHECK(bus.line());
}

TEST_CASE("I2C target: leaves other addresses alone, and what follows them") {
    Bench bus;
    CHECK(!bus.write(0x1c, {'a', 0x3a}));
    CHECK(!bus.write(0x0e, {}));
    CHECK(bus.witness.heard.empty());
}

TEST_CASE("I2C target: gives bytes until the master does not acknowledge") {
    Bench bus;
    bus.start();
    CHECK(bus.send(0x3b));
    CHECK(bus.receive(true) == 0x5a);
    CHECK(bus.receive(true) == 0x5b);
    CHECK(bus.receive(false) == 0x5c);
    CHECK(bus.witness.heard == "R.");
    CHECK(bus.receive(false) == 0xff);
    bus.stop();
    CHECK(bus.witness.heard == "R.");
}

TEST_CASE("I2C target: a repeated start turns the direction") {
    Bench bus;
    bus.start();
    CHECK(bus.send(0x3a));
    CHECK(bus.send('x'));
    bus.start();
    CHECK(bus.send(0x3b));
    CHECK(bus.receive(false) == 0x5a);
    bus.stop();
    CHECK(bus.witness.heard == "Wx.R.");
}

TEST_CASE("I2C target: a refused byte is a NACK and ends the transfer") {
    Bench bus;
    bus.witness.patience = 1;
    bus.start();
    CHECK(bus.send(0x3a));
    CHECK(bus.send('a'));
    CHECK(!bus.send('b'));
    CHECK(!bus.send('c'));
    bus.stop();
    CHECK(bus.witness.heard == "Wab.");
    CHECK(bus.write(0x1d, {}));
}

TEST_CASE("I2C target: a refused address is a NACK") {
    Bench bus;
    bus.witness.welcome = false;
    CHECK(!bus.write(0x1d, {'a'}));
    CHECK(bus.witness.heard == "W");
}

TEST_CASE("I2C target: a stop within a byte frees the bus") {
    Bench bus;
    bus.start();
    bus.send(0x3a);
    bus.clock_bit(true);
    bus.clock_bit(false);
    bus.stop();
    CHECK(bus.witness.heard == "W.");
    CHECK(bus.write(0x1d, {'a'}));
}

TEST_CASE("I2C target: data that changes together with the clock is no start or stop") {
    Bench bus;
    bus.start();
    bus.send(0x3a);
    bus.scl_pin.set({.drive = Drive::None});
    bus.sda_pin.set({.drive = Drive::Low});
    bus.simulation.settle();
    bus.wait(bus.quarter);
    CHECK(bus.witness.heard == "W");
}

TEST_CASE("I2C target: two of them share a bus") {
    Bench bus;
    Witness other{bus, 0x0e};
    CHECK(bus.write(0x1d, {'a'}));
    CHECK(bus.write(0x0e, {'b'}));
    CHECK(bus.witness.heard == "Wa.");
    CHECK(other.heard == "Wb.");
}

TEST_CASE("I2C target: a bus without pull-ups is told of") {
    Bench bus;
    bus.start();
    bus.sda_pull.set({});
    bus.set(bus.sda_pin, true);
    CHECK(bus.simulation.diagnostics().count("net.missing_pull_up") == 1);
}

TEST_CASE("I2C target: reserved addresses are refused") {
    I2cMaster bus;
    CHECK_THROWS_AS(Witness(bus, 0x78), Error);
    CHECK_THROWS_AS(Witness(bus, 0x07), Error);
}
