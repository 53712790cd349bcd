#include "sim/machine/nrf51.h"

#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace sim::core;
using sim::machine::Nrf51;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t clock = 0x40000000, radio = 0x40001000, timer0 = 0x40008000, ppi = 0x4001f000;
constexpr std::uint32_t txen = radio, rxen = radio + 0x004, ready = radio + 0x100,
                        heard_address = radio + 0x104, end = radio + 0x10c, shorts = radio + 0x200,
                        intenset = radio + 0x304, crcstatus = radio + 0x400, rxmatch = radio + 0x408,
                        packetptr = radio + 0x504, test = radio + 0x540, rssisample = radio + 0x548,
                        state = radio + 0x550, block_power = radio + 0xffc;
constexpr std::uint32_t ready_start = 1 << 0, end_disable = 1 << 1, address_rssistart = 1 << 4;
constexpr std::uint32_t cc = 0x540, clock_hz_1m = 4;
constexpr std::uint32_t chen = ppi + 0x500, chenset = ppi + 0x504;
constexpr std::uint32_t ram = 0x20000000, buffer = ram + 0x1000;

/// A chip whose processor loops and counts, in the first word of RAM, the ends of packets that interrupt it.
/// Its radio is set up as MicroPython of the micro:bit does, the crystal runs.
struct Node {
    Nrf51 chip;

    Node(Simulation& simulation, const std::string& name) : chip(simulation, name, {}) {
        load(0, {0x4000, 0x2000, 0x81, 0});                      // stack pointer and reset vector
        load(0x40 + 4 * 1, {0x89, 0});                           // that of the interrupt
        load(0x80, {0x4805, 0x2102, 0x6001,                      // ldr r0, =ISER; movs r1, #2; str r1, [r0]
                    0xe7fe,                                      // b .
                    0x4804, 0x2100, 0x6001,                      // the handler: EVENTS_END = 0
                    0x4804, 0x6801, 0x3101, 0x6001, 0x4770,      // ++*RAM; bx lr
                    0xe100, 0xe000, 0x110c, 0x4000, 0, 0x2000}); // the literals
        chip.reset();
        set_up();
    }
    void load(std::uint32_t address, const std::vector<std::uint16_t>& halfwords) {
        Bytes bytes;
        for (const std::uint16_t halfword : halfwords) {
            bytes.push_back(static_cast<std::uint8_t>(halfword));
            bytes.push_back(static_cast<std::uint8_t>(halfword >> 8));
        }
        chip.code_flash().load(address, bytes);
    }
    void set_up() {
        write(clock, 1);
        write(radio + 0x508, 7);          // FREQUENCY
        write(radio + 0x51c, 0x75626974); // BASE0
        write(radio + 0x520, 0x11223344); // BASE1
        write(radio + 0x524, 0x40302010); // PREFIX0
        write(radio + 0x530, 5);          // RXADDRESSES
        write(radio + 0x514, 0x00000008); // PCNF0
        write(radio + 0x518, 0x02040020); // PCNF1
        write(radio + 0x534, 2);          // CRCCNF
        write(radio + 0x53c, 0xffff);     // CRCINIT
        write(radio + 0x538, 0x11021);    // CRCPOLY
        write(radio + 0x554, 0x18);       // DATAWHITEIV
        write(packetptr, buffer);
    }
    std::uint32_t read(std::uint32_t address) { return chip.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { chip.bus().write(address, value, {}); }
    void put(const Bytes& packet) { chip.ram().load(buffer - ram, packet); }
    Bytes get(std::uint32_t count) {
        Bytes bytes;
        for (std::uint32_t i = 0; i < count; ++i) {
            bytes.push_back(static_cast<std::uint8_t>(chip.bus().read(buffer + i, {.size = 1}).value));
        }
        return bytes;
    }
    void send() {
        write(shorts, ready_start | end_disable);
        write(txen, 1);
    }
    void listen() {
        write(shorts, ready_start | address_rssistart);
        write(rxen, 1);
    }
};

struct Bench {
    Simulation simulation;
    Node a{simulation, "a"};
    Node b{simulation, "b"};

    Bench() { run_us(1000); }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "nRF51: chips of one simulation exchange packets by radio, which interrupt") {
    simulation.air().set_loss(a.chip, b.chip, 66);
    a.put({3, 'a', 'b', 'c'});
    b.write(intenset, 1 << 3);
    b.listen();
    run_us(200);
    a.write(radio + 0x52c, 2); // TXADDRESS
    a.send();
    run_us(300);
    CHECK(b.get(4) == Bytes{3, 'a', 'b', 'c'});
    CHECK(b.read(crcstatus) == 1);
    CHECK(b.read(rxmatch) == 2);
    CHECK(b.read(rssisample) == 66);
    CHECK(b.read(ram) == 1);
    CHECK(b.read(end) == 0); // the interrupt's doing
    CHECK(a.read(state) == 0);
    a.put({1, 'd'});
    a.listen(); // the other way round
    run_us(200);
    b.write(radio + 0x010, 1); // DISABLE
    run_us(10);
    b.put({2, 'e', 'f'});
    b.send();
    run_us(300);
    CHECK(a.get(3) == Bytes{2, 'e', 'f'});
    CHECK(a.read(ram) == 0);
    CHECK(simulation.diagnostics().entries().empty());
}

TEST_CASE_FIXTURE(Bench, "nRF51: an address that is not enabled, and a packet that was spoilt") {
    b.listen();
    run_us(200);
    a.write(radio + 0x52c, 1);
    a.put({1, 'x'});
    a.send();
    run_us(300);
    CHECK(b.read(heard_address) == 0);
    a.write(radio + 0x52c, 0);
    a.write(radio + 0x53c, 0x1234); // CRCINIT
    a.send();
    run_us(300);
    CHECK(b.read(end) == 1);
    CHECK(b.read(crcstatus) == 0);
}

TEST_CASE_FIXTURE(Bench, "nRF51: PPI's fixed and programmable channels start the radio and follow it") {
    b.listen();
    run_us(200);
    a.put({1, 'x'});
    a.write(shorts, ready_start | end_disable);
    a.write(timer0 + 0x510, clock_hz_1m);
    a.write(timer0 + 0x508, 3); // 32 bits
    a.write(timer0 + cc, 100);
    a.write(ppi + 0x510, ready);
    a.write(ppi + 0x514, timer0 + 0x04c); // CAPTURE3
    a.write(chenset, 1 << 20 | 1 << 26 | 1 << 27 | 1);
    a.write(timer0, 1);
    run_us(500);
    CHECK(b.read(end) == 1);
    CHECK(b.get(2) == Bytes{1, 'x'});
    CHECK(a.read(timer0 + cc + 4 * 3) == 232);                // 132 us ramp-up
    CHECK(a.read(timer0 + cc + 4 * 1) == 232 + 48);           // preamble and address
    CHECK(a.read(timer0 + cc + 4 * 2) == 232 + 48 + 16 + 16); // LENGTH and a byte, CRC
    CHECK(a.read(state) == 0);
    a.write(chen, 1 << 22);
    a.write(timer0 + cc + 4, 0); // COMPARE1 stops what COMPARE0 does no longer start
    a.write(txen, 1);
    a.write(timer0 + 0x00c, 1); // CLEAR
    a.write(timer0 + cc + 4, 5);
    run_us(100);
    CHECK(a.read(state) == 0);
}

TEST_CASE_FIXTURE(Bench, "nRF51: without the crystal the radio is not heard") {
    b.listen();
    run_us(200);
    a.write(clock + 0x004, 1); // HFCLKSTOP
    a.put({1, 'x'});
    a.send();
    run_us(300);
    CHECK(a.read(end) == 1);
    CHECK(b.read(heard_address) == 0);
    CHECK(simulation.diagnostics().entries().count({"radio.no_crystal", "a.RADIO"}) == 1);
}

TEST_CASE_FIXTURE(Bench, "nRF51: System OFF, a reset of the chip and POWER end what the radio does") {
    const auto level = [&] {
        b.write(radio + 0x014, 1); // RSSISTART
        run_us(20);
        return b.read(rssisample);
    };
    b.listen();
    const auto send_carrier = [&] {
        a.set_up();
        run_us(1000);
        a.write(test, 1);
        a.write(shorts, 0);
        a.write(txen, 1);
        run_us(200);
        CHECK(level() == 50);
    };
    send_carrier();
    a.write(block_power, 0);
    CHECK(level() == 100);
    CHECK(a.read(packetptr) == 0);
    a.write(block_power, 1);
    send_carrier();
    a.write(0x40010504, 15); // the watchdog
    a.write(0x40010000, 1);
    run_us(1000);
    CHECK(level() == 100);
    send_carrier();
    a.write(0x40000500, 1); // SYSTEMOFF
    CHECK(level() == 100);
}
