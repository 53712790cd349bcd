#include "sim/host/usb_host.h"

#include "peripherals/rp2040/usb.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "tests/sim/host/usb_firmware.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

using namespace sim::core;
using peripherals::rp2040::UsbController;
using sim::host::UsbHost;
using sim::host::UsbHostConfig;

namespace {

struct Texts final : Inspector {
    std::map<std::string, std::string> values;
    void number(std::string_view name, std::int64_t value, std::string_view) override {
        values[std::string(name)] = std::to_string(value);
    }
    void text(std::string_view name, std::string_view value) override { values[std::string(name)] = value; }
    void hex(std::string_view name, std::uint32_t value) override {
        values[std::string(name)] = std::to_string(value);
    }
};

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clock{48'000'000};
    UsbController usb{machine, "USB", clock};
    UsbFirmware firmware;
    UsbHost host;
    std::string output;
    std::vector<Time> output_times;

    explicit Bench(UsbFirmware::Options options = {}, UsbHostConfig config = {})
        : firmware(machine, usb.irq(), options), host(machine, "USB_HOST", usb, std::move(config)) {
        machine.bus().map({.base = 0x50110000,
                           .size = 0x4000,
                           .device = &usb,
                           .name = "USBCTRL_REGS",
                           .atomic_aliases = true});
        machine.bus().map({.base = 0x50100000,
                           .size = 0x1000,
                           .device = &usb.dpram(),
                           .name = "USBCTRL_DPRAM",
                           .lanes = true});
        machine.reset();
        host.serial().set_output([this](std::span<const std::uint8_t> bytes) {
            output.append(bytes.begin(), bytes.end());
            output_times.push_back(simulation.now());
        });
    }
    void run_for(Time time) { simulation.run_until(simulation.now() + time); }
    void connect() {
        firmware.start();
        run_for(200 * ps_per_ms);
        REQUIRE(host.serial().connected());
    }
    void type(const std::string& text) {
        host.serial().send(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    }
    bool quiet() { return simulation.scheduler().next_time() == never; }
};

std::string numbers(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        text += static_cast<char>('0' + i % 10);
    }
    return text;
}

} // namespace

TEST_CASE("USB host: a device is enumerated, configured and its serial port opened") {
    Bench bench;
    CHECK(bench.host.phase() == UsbHost::Phase::Detached);
    bench.connect();
    CHECK(bench.host.phase() == UsbHost::Phase::Configured);
    CHECK(bench.firmware.resets == 1);
    CHECK(bench.firmware.lines == 3);
    CHECK(bench.firmware.line_coding == std::vector<std::uint8_t>{0, 0xc2, 1, 0, 0, 0, 8});
    Texts texts;
    bench.host.inspect(texts);
    CHECK(texts.values["device"] == "2e8a:0005 Test board");
    CHECK(texts.values["manufacturer"] == "Terrarium");
    CHECK(texts.values["serial number"] == "0123");
    CHECK(texts.values["interface 0 alternate 0"] ==
          "CDC ACM control (02/02/00), 0x81 interrupt 8 bytes each 16 ms");
    CHECK(texts.values["usb"] == "connected");
    CHECK(texts.values["usb1"] == "no device");
    CHECK(bench.simulation.diagnostics().entries().empty());
}

TEST_CASE("USB host: enumeration takes what USB 2.0 lets a host wait, and little more") {
    Bench bench;
    bench.firmware.start();
    bench.run_for(122 * ps_per_ms);
    CHECK(!bench.host.serial().connected());
    bench.run_for(8 * ps_per_ms);
    CHECK(bench.host.serial().connected());
}

TEST_CASE("USB host: nothing is pending while nobody has anything to say") {
    Bench bench;
    bench.connect();
    CHECK(bench.quiet());
    const auto transactions = bench.host.counters().transactions;
    bench.simulation.run_until(bench.simulation.now() + 1000 * ps_per_s);
    CHECK(bench.host.counters().transactions == transactions);
    bench.firmware.send("late");
    bench.run_for(ps_per_ms);
    CHECK(bench.output == "late");
}

TEST_CASE("USB host: bytes go both ways and none is lost, whatever their number") {
    for (const std::size_t size : {1U, 63U, 64U, 65U, 127U, 128U, 129U, 1000U}) {
        CAPTURE(size);
        Bench bench({.echo = true});
        bench.connect();
        bench.type(numbers(size));
        bench.run_for(20 * ps_per_ms);
        CHECK(bench.firmware.received == numbers(size));
        CHECK(bench.output == numbers(size));
        CHECK(bench.quiet());
    }
}

TEST_CASE("USB host: bulk IN reaches what full speed gives and not more") {
    Bench bench;
    bench.connect();
    bench.firmware.send(numbers(200'000));
    bench.run_for(100 * ps_per_ms);
    CHECK(bench.output.size() > 95'000);
    CHECK(bench.output.size() <= 101 * 19 * 64);
}

TEST_CASE("USB host: a packet that the guest offers comes within 60 us") {
    Bench bench;
    bench.connect();
    for (int i = 0; i < 10; ++i) {
        const Time sent = bench.simulation.now();
        bench.firmware.send("x");
        bench.run_for(3 * ps_per_ms + 77 * ps_per_us);
        CHECK(bench.output_times.back() - sent < 60 * ps_per_us);
    }
}

TEST_CASE("USB host: a guest that does not read loses nothing and fills the queue") {
    Bench bench({.reads = false});
    bench.connect();
    bench.type(numbers(5000));
    CHECK(bench.host.serial().space() == 0);
    bench.run_for(ps_per_s);
    CHECK(bench.quiet());
    CHECK(bench.firmware.received.empty());
    bench.firmware.start_reading();
    bench.run_for(100 * ps_per_ms);
    CHECK(bench.firmware.received == numbers(4096));
    CHECK(bench.host.serial().space() == 4096);
}

TEST_CASE("USB host: an empty packet is taken and gives no output") {
    Bench bench;
    bench.connect();
    bench.firmware.send_empty_packet();
    bench.run_for(ps_per_ms);
    bench.firmware.send("after");
    bench.run_for(ps_per_ms);
    CHECK(bench.output == "after");
    CHECK(bench.output_times.size() == 1);
}

TEST_CASE("USB host: a halted endpoint is cleared and starts with DATA0 again") {
    Bench bench({.echo = true});
    bench.connect();
    bench.firmware.send("one");
    bench.run_for(ps_per_ms);
    bench.firmware.halt(2, true);
    bench.run_for(5 * ps_per_ms);
    CHECK(bench.firmware.halts_cleared == 1);
    bench.firmware.send("two");
    bench.run_for(2 * ps_per_ms);
    bench.firmware.halt(3, false);
    bench.type("three");
    bench.run_for(5 * ps_per_ms);
    CHECK(bench.firmware.halts_cleared == 2);
    CHECK(bench.output == "onetwothree");
    CHECK(bench.simulation.diagnostics().entries().empty());
}

TEST_CASE("USB host: notifications are read at their interval") {
    Bench bench;
    bench.connect();
    bench.firmware.notify(3);
    bench.run_for(33 * ps_per_ms);
    bench.firmware.notify(1);
    bench.run_for(15 * ps_per_ms);
    CHECK(!bench.quiet());
    bench.run_for(18 * ps_per_ms);
    Texts texts;
    bench.host.inspect(texts);
    CHECK(texts.values["usb serial state"] == "1");
}

TEST_CASE("USB host: a composite device works, its other functions are left alone") {
    Bench bench({.composite = true, .echo = true});
    bench.connect();
    bench.type("hello");
    bench.run_for(2 * ps_per_ms);
    CHECK(bench.output == "hello");
    Texts texts;
    bench.host.inspect(texts);
    CHECK(texts.values["interface 0 alternate 0"].starts_with("mass storage (08/06/50)"));
}

TEST_CASE("USB host: strings may be missing") {
    Bench bench({.stalls_strings = true});
    bench.connect();
    Texts texts;
    bench.host.inspect(texts);
    CHECK(texts.values["device"] == "2e8a:0005 ");
}

TEST_CASE("USB host: a device that goes away disconnects at once and is enumerated when it is back") {
    Bench bench({.echo = true});
    bench.connect();
    bench.usb.hold_in_reset(true);
    CHECK(!bench.host.serial().connected());
    CHECK(bench.host.phase() == UsbHost::Phase::Detached);
    bench.run_for(ps_per_ms);
    CHECK(bench.quiet());
    bench.usb.hold_in_reset(false);
    bench.connect();
    CHECK(bench.firmware.resets == 2);
    bench.type("again");
    bench.run_for(2 * ps_per_ms);
    CHECK(bench.output == "again");
}

TEST_CASE("USB host: the cable can be pulled and put back") {
    Bench bench;
    bench.connect();
    bench.host.set_plugged(false);
    CHECK(!bench.host.serial().connected());
    bench.run_for(10 * ps_per_ms);
    CHECK(bench.firmware.suspended);
    bench.host.set_plugged(true);
    bench.run_for(200 * ps_per_ms);
    CHECK(bench.host.serial().connected());
    CHECK(!bench.firmware.suspended);
}

TEST_CASE("USB host: suspended, the device sleeps and can wake the host") {
    Bench bench({.echo = true});
    bench.connect();
    bench.host.suspend();
    bench.run_for(10 * ps_per_ms);
    CHECK(bench.host.phase() == UsbHost::Phase::Suspended);
    CHECK(bench.firmware.suspended);
    CHECK(bench.firmware.setups.back()[1] == 3); // SET_FEATURE(DEVICE_REMOTE_WAKEUP)
    bench.type("asleep");
    bench.run_for(10 * ps_per_ms);
    CHECK(bench.output.empty());
    bench.firmware.wake_host();
    bench.run_for(30 * ps_per_ms);
    CHECK(bench.host.phase() == UsbHost::Phase::Configured);
    CHECK(!bench.firmware.suspended);
    CHECK(bench.output == "asleep");
}

TEST_CASE("USB host: closing and opening the port drops and raises DTR") {
    Bench bench;
    bench.connect();
    bench.host.serial().set_lines({false, false});
    bench.run_for(2 * ps_per_ms);
    CHECK(bench.firmware.lines == 0);
    CHECK(!bench.host.serial().connected());
    bench.firmware.send("unheard");
    bench.run_for(5 * ps_per_ms);
    CHECK(bench.output.empty());
    bench.host.serial().set_lines({true, true});
    bench.run_for(2 * ps_per_ms);
    CHECK(bench.output == "unheard");
    bench.host.serial().set_baud(1200);
    bench.run_for(2 * ps_per_ms);
    CHECK(bench.firmware.line_coding[0] == 0xb0);
}

TEST_CASE("USB host: a bad descriptor is tried again after a reset and then told") {
    Bench bench({.broken_type = 9});
    bench.firmware.start();
    bench.run_for(ps_per_s);
    CHECK(bench.host.phase() == UsbHost::Phase::Failed);
    CHECK(bench.firmware.resets == 3);
    CHECK(bench.simulation.diagnostics().count("usb_host.enumeration") == 1);
    CHECK(bench.quiet());
}

TEST_CASE("USB host: a device that never answers is given up after three times 5 s") {
    Bench bench({.answers_requests = false});
    bench.firmware.start();
    bench.run_for(20 * ps_per_s);
    CHECK(bench.host.phase() == UsbHost::Phase::Failed);
    CHECK(bench.firmware.setups.size() == 3);
    const auto& entry = bench.simulation.diagnostics().entries().begin()->second;
    CHECK(entry.text.find("GET_DESCRIPTOR(device) at address 0: only NAK for 5 s") != std::string::npos);
}

TEST_CASE("USB host: a controller that loses its clock is silent, told of, and goes on when it is back") {
    Bench bench({.echo = true});
    bench.connect();
    bench.clock.set_frequency(bench.simulation.now(), 0);
    bench.type("hello");
    bench.run_for(ps_per_s);
    CHECK(bench.simulation.diagnostics().count("usb_host.silence") > 0);
    bench.clock.set_frequency(bench.simulation.now(), 48'000'000);
    bench.run_for(200 * ps_per_ms);
    CHECK(bench.output == "hello");
}

TEST_CASE("USB host: two runs with the same input do the same at the same times") {
    const auto run = [] {
        Bench bench({.echo = true});
        bench.connect();
        for (std::size_t i = 0; i < 20; ++i) {
            bench.type(numbers(1 + 37 * i));
            bench.run_for(700 * ps_per_us);
        }
        bench.run_for(50 * ps_per_ms);
        return std::pair(bench.output, bench.output_times);
    };
    CHECK(run() == run());
}
