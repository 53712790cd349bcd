#include "peripherals/rp2040/i2c.h"

#include "sim/core/machine.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace sim::core;
using peripherals::rp2040::I2c;

namespace {

constexpr std::uint32_t con = 0x00, tar = 0x04, sar = 0x08, data_cmd = 0x10, ss_hcnt = 0x14, ss_lcnt = 0x18,
                        fs_hcnt = 0x1c, fs_lcnt = 0x20, intr_mask = 0x30, raw = 0x34, rx_tl = 0x38,
                        tx_tl = 0x3c, clr_rx_under = 0x44, clr_rd_req = 0x50, clr_tx_abrt = 0x54,
                        clr_activity = 0x5c, clr_stop_det = 0x60, enable = 0x6c, status = 0x70, txflr = 0x74,
                        rxflr = 0x78, sda_hold = 0x7c, abort_source = 0x80, nack_only = 0x84, dma_cr = 0x88,
                        enable_status = 0x9c, spklen = 0xa0;
constexpr std::uint32_t master_on = 1, fast = 2 << 1, standard = 1 << 1, ten_slave = 8, ten_master = 16,
                        restarts = 32, no_slave = 64, addressed_stops = 128, empty_when_sent = 256,
                        hold_full = 512;
constexpr std::uint32_t read_cmd = 0x100, stop_cmd = 0x200, restart_cmd = 0x400, first = 0x800;
constexpr std::uint32_t rx_under = 1, rx_over = 2, rx_full = 4, tx_over = 8, tx_empty = 0x10, rd_req = 0x20,
                        tx_abrt = 0x40, rx_done = 0x80, activity = 0x100, stop_det = 0x200, start_det = 0x400,
                        gen_call = 0x800, restart_det = 0x1000;

// A block on two nets with pull-ups, as pads would put it there.
struct Node final : OutputSink, NetListener {
    I2c i2c;
    std::uint32_t base;
    Machine& machine;
    NetPin pins[2]; // SDA, SCL

    Node(Machine& machine_of, const std::string& name, std::uint32_t base_of, ClockDomain& clk_sys)
        : i2c(machine_of, name, clk_sys), base(base_of), machine(machine_of) {
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &i2c, .name = name, .atomic_aliases = true});
        for (unsigned pin = 0; pin < 2; ++pin) {
            pins[pin].connect(machine.net(pin == 0 ? "SDA" : "SCL"), this, pin);
            pins[pin].set({.pull = Pull::Up});
            i2c.on_line(pin, true);
        }
        i2c.outputs().connect(*this, 0);
    }
    void on_outputs(unsigned, std::uint32_t) override {
        for (unsigned pin = 0; pin < 2; ++pin) {
            const bool low = (i2c.outputs().enables() >> pin & 1) != 0;
            pins[pin].set({.drive = low ? Drive::Low : Drive::None, .pull = Pull::Up});
        }
    }
    void on_edge(unsigned pin, Level level) override { i2c.on_line(pin, level == Level::High); }

    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) { machine.bus().write(base + offset, value, {}); }
    bool raw_has(std::uint32_t bits) { return (read(raw) & bits) == bits; }
    void open_master(std::uint32_t address, std::uint32_t more = restarts | empty_when_sent) {
        write(con, master_on | fast | no_slave | more);
        write(tar, address);
        write(fs_hcnt, 50);
        write(fs_lcnt, 60);
        write(spklen, 3);
        write(enable, 1);
    }
    void open_slave(std::uint32_t address, std::uint32_t more = 0) {
        write(con, fast | more);
        write(sar, address);
        write(spklen, 3);
        write(enable, 1);
    }
};

struct Edge {
    Time time;
    bool sda;
    bool level;
};

// 100 MHz: a bit lasts 50 + 3 + 7 + 60 + 1 = 121 cycles of 10 ns.
struct Bench final : NetListener {
    static constexpr Time cycle = 10'000;
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clk_sys{100'000'000};
    Node a{machine, "I2C0", 0x40044000, clk_sys};
    Node b{machine, "I2C1", 0x40048000, clk_sys};
    NetPin probe[2];
    std::vector<Edge> edges;
    std::string decoded; // S, P, bits and acknowledges as the wire shows them
    bool levels[2] = {true, true};

    Bench() {
        simulation.set_quantum(1);
        machine.reset();
        simulation.settle();
        for (unsigned pin = 0; pin < 2; ++pin) {
            probe[pin].connect(machine.net(pin == 0 ? "SDA" : "SCL"), this, pin);
        }
    }
    void on_edge(unsigned pin, Level level) override {
        const bool high = level == Level::High;
        levels[pin] = high;
        edges.push_back({simulation.now(), pin == 0, high});
        if (pin == 0 && levels[1]) {
            if (!decoded.empty() && decoded.back() == (high ? '0' : '1')) {
                decoded.pop_back(); // the pulse of a START or STOP carries no bit
            }
            decoded += high ? 'P' : 'S';
        } else if (pin == 1 && high) {
            decoded += levels[0] ? '1' : '0';
        }
    }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    bool run_to(Node& node, std::uint32_t bits) {
        for (int i = 0; i < 2000 && !node.raw_has(bits); ++i) {
            run_us(1);
        }
        return node.raw_has(bits);
    }
    Net& net(const char* name) { return machine.net(name); }
};

} // namespace

TEST_CASE("I2C: a write is START, address, data and STOP, acknowledged by the slave") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, 0xc5 | stop_cmd);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.decoded == "S"
                           "010101000"
                           "110001010"
                           "P");
    CHECK(bench.b.read(rxflr) == 1);
    CHECK(bench.b.read(data_cmd) == (0xc5 | first));
    CHECK(bench.b.raw_has(stop_det | start_det | activity));
    CHECK(bench.a.raw_has(tx_empty));
    CHECK(bench.simulation.diagnostics().entries().empty());
}

TEST_CASE("I2C: SCL has the periods of HCNT, LCNT and SPKLEN, START and STOP their hold times") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, stop_cmd);
    bench.run_us(100);
    std::vector<Time> falls;
    std::vector<Time> rises;
    for (const Edge& edge : bench.edges) {
        if (!edge.sda) {
            (edge.level ? rises : falls).push_back(edge.time);
        }
    }
    REQUIRE(falls.size() == 19);
    REQUIRE(rises.size() == 19);
    for (std::size_t i = 0; i + 1 < falls.size(); ++i) {
        CHECK(rises[i] - falls[i] == 61 * Bench::cycle);
        CHECK(falls[i + 1] - rises[i] == 60 * Bench::cycle);
    }
    CHECK(falls[0] - bench.edges.front().time == 60 * Bench::cycle);
    CHECK(bench.edges.back().time - rises.back() == 60 * Bench::cycle);
    CHECK(bench.edges[2].time - falls[0] == 1 * Bench::cycle + 60 * Bench::cycle); // SDA stays low for 0x2a
}

TEST_CASE("I2C: SDA changes IC_SDA_TX_HOLD after the fall of SCL") {
    Bench bench;
    bench.a.write(sda_hold, 20);
    bench.a.open_master(0x40);
    bench.a.write(data_cmd, stop_cmd);
    bench.run_us(20);
    REQUIRE(bench.edges.size() > 3);
    CHECK(!bench.edges[1].sda); // SCL falls
    CHECK(bench.edges[2].sda);  // the first bit of the address is 1
    CHECK(bench.edges[2].time - bench.edges[1].time == 20 * Bench::cycle);
}

TEST_CASE("I2C: an address without an answer aborts, flushes and ends in STOP") {
    Bench bench;
    bench.a.open_master(0x50);
    bench.a.write(intr_mask, tx_abrt);
    bench.a.write(data_cmd, 1);
    bench.a.write(data_cmd, 2 | stop_cmd);
    CHECK(bench.run_to(bench.a, tx_abrt));
    CHECK(bench.a.i2c.irq().level());
    CHECK(bench.a.read(abort_source) == (2U << 23 | 1));
    CHECK(bench.a.read(txflr) == 0);
    bench.a.write(data_cmd, 3 | stop_cmd); // held in flush
    CHECK(bench.a.read(txflr) == 0);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.decoded == "S"
                           "101000001"
                           "P");
    CHECK(bench.a.read(clr_tx_abrt) == 1);
    CHECK(bench.a.read(abort_source) == 0);
    CHECK(!bench.a.i2c.irq().level());
}

TEST_CASE("I2C: data that is not acknowledged aborts") {
    Bench bench;
    bench.b.write(nack_only, 1);
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, 1);
    bench.a.write(data_cmd, 2 | stop_cmd);
    CHECK(bench.run_to(bench.a, tx_abrt | stop_det));
    CHECK((bench.a.read(abort_source) & 0xffff) == 1U << 3);
    CHECK(bench.b.read(rxflr) == 0);
}

TEST_CASE("I2C: a read holds SCL low until the slave has data, and ends in a NACK") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, read_cmd);
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    CHECK(bench.run_to(bench.b, rd_req));
    bench.run_us(50);
    CHECK(bench.net("SCL").level() == Level::Low);
    CHECK(bench.b.read(clr_rd_req) == 1);
    bench.b.write(data_cmd, 0x96);
    CHECK(bench.run_to(bench.b, rd_req));
    CHECK(bench.a.read(data_cmd) == (0x96 | first));
    bench.b.read(clr_rd_req);
    bench.b.write(data_cmd, 0x3c);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.a.read(data_cmd) == 0x3c);
    CHECK(bench.b.raw_has(rx_done));
    CHECK(bench.decoded == "S"
                           "010101010"
                           "100101100"
                           "001111001"
                           "P");
}

TEST_CASE("I2C: a change of direction is a repeated START") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, 0x0f);
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    CHECK(bench.run_to(bench.b, rd_req));
    CHECK(bench.b.raw_has(restart_det | start_det));
    bench.b.write(data_cmd, 0xaa);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.decoded == "S010101000"
                           "000011110"
                           "S010101010"
                           "101010101"
                           "P");
}

TEST_CASE("I2C: without IC_RESTART_EN it is a STOP and a START, and a read in 10 bits aborts") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a, 0);
    bench.a.write(data_cmd, 0x0f);
    bench.a.write(data_cmd, 0x10 | restart_cmd | stop_cmd);
    bench.run_us(80);
    CHECK(bench.decoded == "S010101000"
                           "000011110"
                           "P"
                           "S010101000"
                           "000100000"
                           "P");
    bench.a.write(enable, 0);
    bench.a.open_master(0x155, ten_master);
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    CHECK((bench.a.read(abort_source) & 0xffff) == 1U << 10);
}

TEST_CASE("I2C: an empty FIFO without STOP holds SCL low until the next command") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, 1);
    bench.run_us(100);
    CHECK(bench.net("SCL").level() == Level::Low);
    CHECK(bench.a.raw_has(tx_empty));
    CHECK((bench.a.read(status) & 0x21) == 0x21);
    CHECK(bench.b.read(rxflr) == 1);
    bench.a.write(data_cmd, 2 | stop_cmd);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.b.read(rxflr) == 2);
    bench.run_us(2);
    CHECK((bench.a.read(status) & 0x21) == 0);
}

TEST_CASE("I2C: a read is received before the next command decides on its acknowledge") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, read_cmd);
    CHECK(bench.run_to(bench.b, rd_req));
    bench.b.write(data_cmd, 0x11);
    CHECK(bench.run_to(bench.a, rx_full));
    CHECK(bench.a.read(data_cmd) == (0x11 | first));
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    bench.run_us(3);
    bench.b.write(data_cmd, 0x22);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.a.read(data_cmd) == 0x22);
}

TEST_CASE("I2C: 10-bit addresses go in two bytes, reads after a restart") {
    Bench bench;
    bench.b.open_slave(0x2a5, ten_slave);
    bench.a.open_master(0x2a5, ten_master | restarts);
    bench.a.write(data_cmd, 0x77);
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    CHECK(bench.run_to(bench.b, rd_req));
    bench.b.write(data_cmd, 0x5a);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.decoded == "S111101000"
                           "101001010"
                           "011101110"
                           "S111101000"
                           "101001010"
                           "S111101010"
                           "010110101"
                           "P");
    CHECK(bench.a.read(data_cmd) == (0x5a | first));
    bench.a.write(enable, 0);
    bench.a.open_master(0x1a5, ten_master | restarts);
    bench.a.read(clr_stop_det);
    bench.a.write(data_cmd, 1 | stop_cmd);
    CHECK(bench.run_to(bench.a, tx_abrt | stop_det));
    CHECK((bench.a.read(abort_source) & 0xffff) == 2);
}

TEST_CASE("I2C: a general call reaches slaves that acknowledge it") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x800);
    bench.a.write(data_cmd, 0x06 | stop_cmd);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.b.raw_has(gen_call));
    CHECK((bench.b.read(data_cmd) & 0xff) == 0x06);
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    CHECK(bench.run_to(bench.a, tx_abrt));
    CHECK((bench.a.read(abort_source) & 0xffff) == 1U << 5);
}

TEST_CASE("I2C: a START byte comes before the address") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0xc00 | 0x2a);
    bench.a.write(data_cmd, 0x01 | stop_cmd);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.decoded == "S000000011"
                           "S010101000"
                           "000000010"
                           "P");
    bench.a.write(enable, 0);
    bench.a.open_master(0xc00 | 0x2a, 0);
    bench.a.write(data_cmd, 0x01 | stop_cmd);
    CHECK((bench.a.read(abort_source) & 0xffff) == 1U << 9);
    bench.a.read(clr_tx_abrt);
    CHECK(bench.a.read(abort_source) == 1U << 9); // until its cause has gone
}

TEST_CASE("I2C: the slower of two masters loses the bus and waits for its STOP") {
    Bench bench;
    bench.a.open_master(0x2a);
    bench.b.open_master(0x2b);
    bench.a.write(data_cmd, 1 | stop_cmd);
    bench.b.write(data_cmd, 1 | stop_cmd);
    CHECK(bench.run_to(bench.b, tx_abrt));
    CHECK((bench.b.read(abort_source) & 0xffff) == 1U << 12);
    CHECK(bench.run_to(bench.a, tx_abrt | stop_det));
    CHECK((bench.a.read(abort_source) & 0xffff) == 1);
    CHECK(bench.decoded == "S010101001P");
}

TEST_CASE("I2C: a slave that stretches SCL is waited for") {
    Bench bench;
    NetPin stretcher;
    stretcher.connect(bench.net("SCL"), nullptr, 0);
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, 0x55 | stop_cmd);
    while (bench.net("SCL").level() == Level::High) {
        bench.simulation.run_until(bench.simulation.now() + Bench::cycle);
    }
    stretcher.set({.drive = Drive::Low});
    bench.run_us(50'000);
    CHECK(bench.simulation.diagnostics().count("i2c.scl_low") == 1);
    const std::uint64_t edges = bench.net("SCL").edges();
    const Time released = bench.simulation.now();
    stretcher.set({});
    bench.simulation.settle();
    bench.simulation.run_until(released + 59 * Bench::cycle);
    CHECK(bench.net("SCL").edges() == edges + 1);
    bench.simulation.run_until(released + 61 * Bench::cycle);
    CHECK(bench.net("SCL").edges() == edges + 2); // high for its whole time
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK((bench.b.read(data_cmd) & 0xff) == 0x55);
}

TEST_CASE("I2C: a START before it was enabled does not make the bus busy") {
    Bench bench;
    bench.a.i2c.on_line(I2c::SdaInput, false); // pins are given to the block before they are pulled up
    bench.a.i2c.on_line(I2c::SclInput, false);
    bench.run_us(1);
    bench.a.i2c.on_line(I2c::SdaInput, true);
    bench.a.i2c.on_line(I2c::SclInput, true);
    bench.run_us(1);
    bench.a.open_master(0x50);
    bench.a.write(data_cmd, stop_cmd);
    CHECK(bench.run_to(bench.a, tx_abrt | stop_det));
}

TEST_CASE("I2C: a bus without pull-ups is told of") {
    Bench bench;
    bench.a.i2c.on_line(I2c::SclInput, false);
    bench.run_us(1);
    bench.a.open_master(0x50);
    bench.a.write(data_cmd, stop_cmd);
    CHECK(bench.simulation.diagnostics().count("i2c.bus_low") == 1);
    CHECK(bench.a.read(txflr) == 1);
    bench.a.i2c.on_line(I2c::SclInput, true);
    CHECK(bench.run_to(bench.a, tx_abrt | stop_det));
}

TEST_CASE("I2C: spikes up to SPKLEN are no edges") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.b.i2c.on_line(I2c::SdaInput, false);
    bench.simulation.run_until(5 * Bench::cycle);
    bench.b.i2c.on_line(I2c::SdaInput, true);
    bench.run_us(5);
    CHECK(!bench.b.raw_has(start_det));
    bench.b.i2c.on_line(I2c::SdaInput, false);
    bench.run_us(1);
    CHECK(bench.b.raw_has(start_det));
}

TEST_CASE("I2C: the receive FIFO overflows, or holds the bus if told to") {
    for (const std::uint32_t hold : {0U, hold_full}) {
        CAPTURE(hold);
        Bench bench;
        bench.b.open_slave(0x2a, hold);
        bench.a.open_master(0x2a);
        for (std::uint32_t i = 0; i < 16; ++i) {
            bench.a.write(data_cmd, i);
        }
        bench.a.write(data_cmd, 99);
        CHECK(bench.a.raw_has(tx_over));
        bench.run_us(50);
        bench.a.write(data_cmd, 16 | stop_cmd);
        bench.run_us(400);
        CHECK(bench.b.read(rxflr) == 16);
        CHECK(bench.b.raw_has(rx_over) == (hold == 0));
        CHECK(bench.a.raw_has(stop_det) == (hold == 0));
        for (std::uint32_t i = 0; i < 16; ++i) {
            CHECK((bench.b.read(data_cmd) & 0xff) == i);
        }
        bench.run_us(50);
        CHECK(bench.a.raw_has(stop_det));
        CHECK(bench.b.read(rxflr) == (hold == 0 ? 0 : 1));
    }
}

TEST_CASE("I2C: data left from an earlier read is flushed when the next one begins") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.b.write(data_cmd, 0x77);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    CHECK(bench.run_to(bench.b, rd_req | tx_abrt));
    CHECK((bench.b.read(abort_source) & 0xffff) == 1U << 13);
    bench.b.read(clr_tx_abrt);
    bench.b.write(data_cmd, read_cmd);
    CHECK((bench.b.read(abort_source) & 0xffff) == 1U << 15);
    bench.b.read(clr_tx_abrt);
    bench.b.write(data_cmd, 0x12);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK((bench.a.read(data_cmd) & 0xff) == 0x12);
}

TEST_CASE("I2C: ABORT ends the transfer after the byte and clears itself") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    for (std::uint32_t i = 0; i < 10; ++i) {
        bench.a.write(data_cmd, i);
    }
    bench.run_us(30);
    bench.a.write(enable, 3);
    CHECK(bench.a.read(enable) == 3);
    CHECK(bench.run_to(bench.a, tx_abrt | stop_det));
    CHECK(bench.a.read(enable) == 1);
    CHECK((bench.a.read(abort_source) & 0x1ffff) == 1U << 16);
    CHECK(bench.b.read(rxflr) == 2);
}

TEST_CASE("I2C: disabling waits for the byte and the STOP") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    for (std::uint32_t i = 0; i < 10; ++i) {
        bench.a.write(data_cmd, i);
    }
    bench.run_us(30);
    bench.a.write(enable, 0);
    CHECK(bench.a.read(enable_status) == 1);
    CHECK(bench.a.read(txflr) == 0);
    bench.run_us(20);
    CHECK(bench.a.read(enable_status) == 0);
    CHECK(bench.net("SCL").level() == Level::High);
    CHECK(bench.decoded.back() == 'P');
    bench.b.write(enable, 0);
    CHECK(bench.b.read(enable_status) == 0);
}

TEST_CASE("I2C: a master that holds the bus for a command goes on after it was disabled for a moment") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, 1);
    bench.run_us(100);
    bench.a.write(enable, 0);
    CHECK(bench.a.read(enable_status) == 1);
    bench.run_us(50);
    CHECK(bench.net("SCL").level() == Level::Low);
    bench.a.write(enable, 1);
    bench.a.write(data_cmd, 2);
    bench.run_us(50);
    CHECK(bench.b.read(rxflr) == 2);
    bench.a.write(enable, 0);
    bench.a.write(enable, 1);
    bench.a.write(data_cmd, read_cmd | restart_cmd);
    CHECK(bench.run_to(bench.b, rd_req));
    bench.b.write(data_cmd, 0x33);
    CHECK(bench.run_to(bench.a, rx_full));
    CHECK((bench.a.read(data_cmd) & 0xff) == 0x33);
    bench.a.write(enable, 0); // before the acknowledge, which the next command decides on
    bench.a.write(enable, 1);
    bench.a.write(data_cmd, read_cmd | stop_cmd);
    bench.run_us(10);
    bench.b.write(data_cmd, 0x44);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.a.read(data_cmd) == 0x44);
    CHECK(std::ranges::count(bench.decoded, 'P') == 1);
    CHECK(std::ranges::count(bench.decoded, 'S') == 2);
}

TEST_CASE("I2C: a slave that is disabled while it is addressed says so") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a);
    bench.a.write(data_cmd, 1);
    bench.run_us(60);
    bench.b.write(enable, 0);
    CHECK(bench.b.read(enable_status) == 6);
}

TEST_CASE("I2C: registers are locked while it is enabled, and take no impossible values") {
    Bench bench;
    bench.a.write(fs_hcnt, 1);
    bench.a.write(fs_lcnt, 1);
    bench.a.write(ss_hcnt, 5);
    bench.a.write(ss_lcnt, 7);
    bench.a.write(spklen, 0);
    bench.a.write(con, 0x67);
    bench.a.write(rx_tl, 200);
    CHECK(bench.a.read(fs_hcnt) == 6);
    CHECK(bench.a.read(fs_lcnt) == 8);
    CHECK(bench.a.read(ss_hcnt) == 6);
    CHECK(bench.a.read(ss_lcnt) == 8);
    CHECK(bench.a.read(spklen) == 1);
    CHECK(bench.a.read(con) == 0x65);
    CHECK(bench.a.read(rx_tl) == 16);
    bench.a.write(enable, 1);
    bench.a.write(tar, 0x33);
    CHECK(bench.a.read(tar) == 0x55);
    CHECK(bench.simulation.diagnostics().count("i2c.enabled") == 1);
    bench.a.write(data_cmd, 0);
    CHECK(bench.a.read(data_cmd) == 0);
    CHECK(bench.a.raw_has(rx_under));
    CHECK(bench.a.read(clr_rx_under) == 1);
    CHECK(!bench.a.raw_has(rx_under));
}

TEST_CASE("I2C: DMA requests and thresholds follow the FIFOs") {
    Bench bench;
    bench.b.open_slave(0x2a);
    bench.a.open_master(0x2a, restarts);
    bench.a.write(tx_tl, 2);
    bench.a.write(dma_cr, 3);
    bench.b.write(dma_cr, 1);
    CHECK(bench.a.i2c.tx_dreq().level());
    for (std::uint32_t i = 0; i < 5; ++i) {
        bench.a.write(data_cmd, i);
    }
    CHECK(!bench.a.i2c.tx_dreq().level());
    CHECK(!bench.a.raw_has(tx_empty));
    bench.run_us(50);
    CHECK(bench.a.raw_has(tx_empty));
    CHECK(bench.b.i2c.rx_dreq().level());
    bench.a.read(clr_activity);
    CHECK(bench.a.raw_has(activity)); // it is still at it
}

TEST_CASE("I2C: standard mode has its own counts, STOP_DET may be for the addressed alone") {
    Bench bench;
    bench.b.open_slave(0x11, addressed_stops);
    bench.a.write(ss_hcnt, 500);
    bench.a.write(ss_lcnt, 500);
    bench.a.open_master(0x2a);
    bench.a.write(enable, 0);
    bench.a.write(con, master_on | standard | no_slave | restarts);
    bench.a.write(enable, 1);
    bench.a.write(data_cmd, stop_cmd);
    CHECK(bench.run_to(bench.a, stop_det));
    CHECK(bench.simulation.now() > 100 * ps_per_us); // ten bits of 1011 cycles
    CHECK(bench.simulation.now() < 120 * ps_per_us);
    CHECK(!bench.b.raw_has(stop_det));
    CHECK(bench.b.raw_has(start_det));
}
