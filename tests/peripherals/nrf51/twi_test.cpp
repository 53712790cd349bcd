#include "peripherals/nrf51/twi.h"

#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

#include <string>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::Twi;

namespace {

constexpr std::uint32_t base = 0x40003000;
constexpr std::uint32_t startrx = base, starttx = base + 0x008, stop = base + 0x014, suspend = base + 0x01c,
                        resume = base + 0x020;
constexpr std::uint32_t stopped = base + 0x104, rxdready = base + 0x108, txdsent = base + 0x11c,
                        error = base + 0x124, bb = base + 0x138, suspended = base + 0x148;
constexpr std::uint32_t shorts = base + 0x200, intenset = base + 0x304, errorsrc = base + 0x4c4,
                        enable = base + 0x500, pselscl = base + 0x508, pselsda = base + 0x50c,
                        rxd = base + 0x518, txd = base + 0x51c, frequency = base + 0x524,
                        address = base + 0x588;
constexpr std::uint32_t overrun = 1, anack = 2, dnack = 4;
constexpr std::uint32_t bb_suspend = 1, bb_stop = 2;
constexpr std::uint32_t k250 = 0x04000000, k400 = 0x06680000;
constexpr unsigned scl_pin = 0, sda_pin = 30;

/// What hangs on the bus: follows it bit by bit, answers to one address, and writes down what it saw:
/// "S", bytes in hexadecimal with '+' or '-' for their acknowledge, "P".
struct Target final : NetListener {
    NetPin scl;
    NetPin sda;
    bool scl_high = true;
    bool sda_high = true;
    unsigned own_address = 0x1d;
    unsigned accepts = 1000; // bytes until it no longer acknowledges
    std::vector<std::uint8_t> data;
    std::size_t sent = 0;
    std::string log;

    unsigned bits = 0;
    unsigned byte = 0;
    bool in_transfer = false;
    bool is_address = false;
    bool sending = false;
    bool answers = false;

    void pull(bool low) { sda.set(low ? Contribution{.drive = Drive::Low} : Contribution{}); }
    void on_edge(unsigned pin, Level level) override {
        const bool high = level == Level::High;
        if (pin == 1) {
            sda_high = high;
            if (scl_high) {
                condition(high);
            }
            return;
        }
        scl_high = high;
        if (in_transfer) {
            if (high) {
                rise();
            } else {
                fall();
            }
        }
    }
    void condition(bool is_stop) {
        log += is_stop ? "P" : "S";
        in_transfer = !is_stop;
        is_address = true;
        sending = false;
        bits = 0;
        byte = 0;
        pull(false);
    }
    void rise() {
        if (bits < 8) {
            byte = byte << 1 | (sda_high ? 1 : 0);
        } else {
            constexpr const char* digits = "0123456789abcdef";
            log += std::string{digits[byte >> 4 & 15], digits[byte & 15]} + (sda_high ? "-" : "+");
            answers = answers && !(sending && !is_address && sda_high);
        }
        ++bits;
    }
    void fall() {
        if (bits == 0) {
            return;
        }
        if (bits == 8) {
            if (is_address) {
                answers = byte >> 1 == own_address;
            }
            const bool receives = is_address || !sending;
            pull(answers && receives && (is_address || accepts-- > 0));
            return;
        }
        if (bits == 9) {
            sending = is_address ? (byte & 1) != 0 : sending;
            is_address = false;
            bits = 0;
            byte = 0;
        }
        const bool talks = sending && answers && !is_address;
        pull(talks && (data.at(sent) << bits & 0x80) == 0);
        if (talks && bits == 7) {
            ++sent;
        }
    }
};

struct Bench : PinsBench {
    Twi twi{machine, "TWI0", 3, &sink, gpio, hfclk};
    Target target;

    Bench() {
        map(twi);
        configure(scl_pin, 6 << 8); // S0D1
        configure(sda_pin, 6 << 8);
        add_pull_up(scl_pin);
        add_pull_up(sda_pin);
        target.scl.connect(machine.net("P0.0"), &target, 0);
        target.sda.connect(machine.net("P0.30"), &target, 1);
        write(pselscl, scl_pin);
        write(pselsda, sda_pin);
        write(enable, 5);
        write(address, 0x1d);
        write(frequency, k250);
        probes[scl_pin].edges.clear();
    }
    /// Runs until `event` is set and clears it.
    void wait(std::uint32_t event) {
        for (int i = 0; i < 1000 && read(event) == 0; ++i) {
            run_us(1);
        }
        CHECK(read(event) == 1);
        write(event, 0);
    }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "TWI: a write is START, address, bytes at TXDSENT's pace, STOP") {
    write(starttx, 1);
    write(txd, 0xa5);
    wait(txdsent);
    write(txd, 0x0f);
    wait(txdsent);
    write(stop, 1);
    wait(stopped);
    CHECK(target.log == "S3a+a5+0f+P");
    CHECK(read(errorsrc) == 0);
    CHECK(simulation.diagnostics().entries().empty());
}

TEST_CASE_FIXTURE(Bench, "TWI: a byte may wait in TXD before STARTTX") {
    write(txd, 0x42);
    write(starttx, 1);
    wait(txdsent);
    write(stop, 1);
    wait(stopped);
    CHECK(target.log == "S3a+42+P");
}

TEST_CASE_FIXTURE(
    Bench, "TWI: SCL has the period that FREQUENCY asks for, half of it low, and SDA follows 300 ns later") {
    SUBCASE("250 kHz") {}
    SUBCASE("400 kHz") {
        write(frequency, k400);
    }
    const Time half = read(frequency) == k250 ? 2 * ps_per_us : 20 * hfclk_edge;
    const Time start = simulation.now();
    write(starttx, 1);
    run(half * 19);
    const auto& edges = probes[scl_pin].edges;
    REQUIRE(edges.size() >= 16);
    CHECK(edges[0] == Edge{start + half, false});
    for (std::size_t i = 1; i < 16; ++i) {
        CHECK(edges[i].time - edges[i - 1].time == half);
    }
    const auto& data = probes[sda_pin].edges; // 0x3a: after the START, the third bit is the first high one
    REQUIRE(data.size() >= 3);
    CHECK(data[2].time == edges[4].time + 5 * hfclk_edge);
}

TEST_CASE_FIXTURE(Bench,
                  "TWI: a read suspends behind each byte by BB_SUSPEND and ends by BB_STOP with a NACK") {
    target.data = {0x11, 0x22, 0x80, 0x44};
    write(shorts, bb_suspend);
    write(startrx, 1);
    wait(rxdready);
    CHECK(read(rxd) == 0x11);
    wait(suspended);
    const std::size_t edges = probes[scl_pin].edges.size();
    run_us(100);
    CHECK(probes[scl_pin].edges.size() == edges);
    CHECK(level(scl_pin) == Level::Low);
    write(resume, 1);
    wait(rxdready);
    CHECK(read(rxd) == 0x22);
    write(shorts, bb_stop);
    write(resume, 1);
    wait(rxdready);
    CHECK(read(rxd) == 0x80);
    wait(stopped);
    CHECK(target.log == "S3b+11+22+80-P");
    CHECK(level(scl_pin) == Level::High);
    CHECK(level(sda_pin) == Level::High);
}

TEST_CASE_FIXTURE(Bench, "TWI: BB comes before each byte, so a stop by it reads one byte") {
    target.data = {0x99, 0x00};
    write(shorts, bb_stop);
    write(startrx, 1);
    wait(stopped);
    CHECK(sink.events == std::vector<std::uint32_t>{bb, rxdready, stopped});
    CHECK(target.log == "S3b+99-P");
}

TEST_CASE_FIXTURE(Bench, "TWI: STARTRX after a write is a repeated start") {
    target.data = {0x2a, 0x00};
    write(starttx, 1);
    write(txd, 0x0d);
    wait(txdsent);
    write(shorts, bb_stop);
    write(startrx, 1);
    wait(stopped);
    CHECK(target.log == "S3a+0d+S3b+2a-P");
    CHECK(read(rxd) == 0x2a);
}

TEST_CASE_FIXTURE(Bench, "TWI: an address that nobody has is ANACK, then it waits for STOP") {
    write(address, 0x50);
    write(intenset, 1 << 9);
    write(starttx, 1);
    write(txd, 0x42);
    wait(error);
    CHECK(read(errorsrc) == anack);
    run_us(100);
    CHECK(level(scl_pin) == Level::Low);
    write(stop, 1);
    wait(stopped);
    CHECK(target.log == "Sa0-P");
    write(errorsrc, anack);
    CHECK(read(errorsrc) == 0);
    write(address, 0x1d);
    write(starttx, 1);
    write(txd, 0x43);
    wait(txdsent);
    CHECK(target.log == "Sa0-PS3a+43+");
}

TEST_CASE_FIXTURE(Bench, "TWI: data that is not acknowledged is DNACK") {
    target.accepts = 1;
    write(starttx, 1);
    write(txd, 0x01);
    wait(txdsent);
    write(txd, 0x02);
    wait(error);
    CHECK(read(errorsrc) == dnack);
    write(stop, 1);
    wait(stopped);
    CHECK(target.log == "S3a+01+02-P");
}

TEST_CASE_FIXTURE(Bench, "TWI: a byte that comes before the last was read is an overrun") {
    target.data = {1, 2, 3, 4};
    write(startrx, 1);
    wait(rxdready);
    CHECK(read(error) == 0);
    wait(rxdready);
    CHECK(read(error) == 1);
    CHECK(read(errorsrc) == overrun);
    CHECK(read(rxd) == 2);
    write(stop, 1);
    wait(stopped);
    CHECK(target.log == "S3b+01+02+03-P"); // STOP in a byte ends behind it
}

TEST_CASE_FIXTURE(Bench, "TWI: a target may stretch the clock") {
    write(starttx, 1);
    run_us(5);
    target.scl.set({.drive = Drive::Low});
    run_us(500);
    CHECK(read(error) == 0);
    target.scl.set({});
    simulation.settle();
    write(txd, 0x42);
    wait(txdsent);
    CHECK(target.log == "S3a+42+");
    CHECK(simulation.diagnostics().count("twi.scl_low") == 0);
    target.scl.set({.drive = Drive::Low});
    write(stop, 1);
    run(40 * ps_per_ms);
    CHECK(simulation.diagnostics().count("twi.scl_low") == 1);
}

TEST_CASE_FIXTURE(Bench, "TWI: without pull-ups nothing begins, and that is told") {
    let_go(scl_pin);
    let_go(sda_pin);
    write(starttx, 1);
    run_us(100);
    CHECK(target.log.empty());
    CHECK(simulation.diagnostics().count("twi.bus_low") == 1);
    add_pull_up(scl_pin);
    add_pull_up(sda_pin);
    write(txd, 0x42);
    wait(txdsent);
}

TEST_CASE_FIXTURE(Bench, "TWI: SUSPEND and RESUME hold a write, STOP without a transfer is STOPPED") {
    write(stop, 1);
    CHECK(read(stopped) == 1);
    write(starttx, 1);
    write(suspend, 1);
    write(txd, 0x42);
    wait(suspended);
    run_us(100);
    CHECK(read(txdsent) == 0);
    write(resume, 1);
    wait(txdsent);
}

TEST_CASE_FIXTURE(Bench,
                  "TWI: it has its pins and does its tasks while it is the enabled one at its address") {
    write(enable, 1); // SPI
    write(starttx, 1);
    run_us(50);
    CHECK(target.log.empty());
    CHECK_FALSE(twi.active());
    write(gpio_base + 0x518, 1U << scl_pin);
    CHECK(level(scl_pin) == Level::Low);
    write(enable, 5);
    CHECK(level(scl_pin) == Level::High);
    twi.reset();
    CHECK(read(pselscl) == 0xffffffff);
    CHECK(level(scl_pin) == Level::Low);
}
