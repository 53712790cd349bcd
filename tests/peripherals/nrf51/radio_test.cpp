#include "radio_bench.h"

#include <doctest/doctest.h>

#include <vector>

using namespace radio_bench;
using Times = std::vector<double>;

namespace {
struct Alone {
    Simulation simulation;
    Node node{simulation, "node"};
    void run_us(double us) {
        simulation.run_until(simulation.now() + static_cast<Time>(us * static_cast<double>(ps_per_us)));
    }
};
constexpr unsigned modes[] = {0, 1, 2, 3};
} // namespace

TEST_CASE_FIXTURE(Alone, "Radio: ramping up and disabling take the times of the mode") {
    const double transmit[] = {132, 132, 132, 140};
    const double receive[] = {130, 130, 130, 138};
    const double off[] = {4, 3, 10, 4};
    for (const unsigned mode : modes) {
        CAPTURE(mode);
        node.forget();
        const double begin = static_cast<double>(simulation.now()) / ps_per_us;
        node.write(ModeReg, mode);
        node.task(Txen);
        CHECK(node.read(StateReg) == 9);
        run_us(transmit[mode] + 1);
        CHECK(node.times(Ready).at(0) - begin == doctest::Approx(transmit[mode]));
        CHECK(node.read(StateReg) == 10);
        const double disabling = static_cast<double>(simulation.now()) / ps_per_us;
        node.task(Disable);
        CHECK(node.read(StateReg) == 12);
        run_us(off[mode] + 1);
        CHECK(node.times(Disabled).at(0) - disabling == doctest::Approx(off[mode]));
        CHECK(node.read(StateReg) == 0);
        const double receiving = static_cast<double>(simulation.now()) / ps_per_us;
        node.task(Rxen);
        CHECK(node.read(StateReg) == 1);
        run_us(receive[mode] + 1);
        CHECK(node.times(Ready).at(1) - receiving == doctest::Approx(receive[mode]));
        CHECK(node.read(StateReg) == 2);
        node.task(Start);
        CHECK(node.read(StateReg) == 3);
        node.task(StopTask);
        CHECK(node.read(StateReg) == 2);
        node.task(Disable);
        CHECK(node.read(StateReg) == 4);
        run_us(1);
        CHECK(node.count(Disabled) == 2);
    }
}

TEST_CASE_FIXTURE(Alone, "Radio: DISABLE ends in DISABLED whatever the state was") {
    node.task(Disable);
    run_us(1);
    CHECK(node.count(Disabled) == 1);
    node.task(Rxen);
    run_us(10);
    node.task(Disable);
    run_us(1);
    CHECK(node.count(Disabled) == 2);
    run_us(200);
    CHECK(node.count(Ready) == 0);
    node.task(Txen);
    run_us(10);
    node.task(Disable);
    run_us(5);
    CHECK(node.count(Disabled) == 3);
    CHECK(node.read(0x110) == 1);
}

TEST_CASE_FIXTURE(Alone,
                  "Radio: TXEN or RXEN before DISABLED, and START before READY, do nothing but are told") {
    node.task(Start);
    node.task(Rxen);
    node.task(Txen);
    CHECK(node.read(StateReg) == 1);
    CHECK(simulation.diagnostics().entries().size() == 1);
    run_us(131);
    CHECK(node.count(Ready) == 1);
}

TEST_CASE_FIXTURE(Alone, "Radio: events of a packet come when its parts have been sent, in each mode") {
    const double bit[] = {1, 0.5, 4, 1};
    node.put(send_buffer, {3, 0xaa, 0xbb, 0xcc});
    for (const unsigned mode : modes) {
        CAPTURE(mode);
        node.write(ModeReg, mode);
        node.forget();
        node.send();
        run_us(1000);
        const double ready = node.times(Ready).at(0);
        CHECK(node.times(Address).at(0) - ready == doctest::Approx(48 * bit[mode]));
        CHECK(node.times(Payload).at(0) - ready == doctest::Approx((48 + 32) * bit[mode]));
        CHECK(node.times(End).at(0) - ready == doctest::Approx((48 + 32 + 16) * bit[mode]));
        CHECK(node.count(Disabled) == 1);
        CHECK(node.read(StateReg) == 0);
    }
}

TEST_CASE_FIXTURE(Alone, "Radio: END_START sends packet after packet") {
    node.put(send_buffer, {0});
    node.write(PacketPtr, send_buffer);
    node.write(Shorts, ReadyStart | EndStart);
    node.task(Txen);
    run_us(132 + 3 * 72 + 10);
    CHECK(node.times(End) == Times{132 + 72, 132 + 2 * 72, 132 + 3 * 72});
    node.task(StopTask);
    CHECK(node.read(StateReg) == 10);
    run_us(100);
    CHECK(node.count(End) == 3);
}

TEST_CASE_FIXTURE(Alone,
                  "Radio: a packet that is stopped has no END, and the next one follows its last unit") {
    node.put(send_buffer, {32});
    node.write(PacketPtr, send_buffer);
    node.write(Shorts, ReadyStart);
    node.task(Txen);
    run_us(132 + 60);
    node.task(StopTask);
    node.task(Start);
    run_us(60);
    CHECK(node.count(End) == 0);
    const Times address = node.times(Address);
    REQUIRE(address.size() == 2);
    CHECK(address[1] - address[0] == doctest::Approx(16 + 48)); // two bytes of the first went out
}

TEST_CASE_FIXTURE(Alone, "Radio: the bit counter matches BCC bits behind ADDRESS and can be set again") {
    node.put(send_buffer, {8});
    node.write(PacketPtr, send_buffer);
    node.write(Shorts, ReadyStart | AddressBcStart);
    node.write(Bcc, 10);
    node.task(Txen);
    run_us(132 + 48 + 11);
    const double address = node.times(Address).at(0);
    CHECK(node.times(BcMatch) == Times{address + 10});
    node.write(Bcc, 30);
    run_us(20);
    CHECK(node.times(BcMatch).at(1) == doctest::Approx(address + 30));
    node.write(Bcc, 40);
    node.task(BcStop);
    run_us(20);
    CHECK(node.count(BcMatch) == 2);
    node.write(Bcc, 1000); // beyond the packet
    node.task(BcStart);
    run_us(2000);
    CHECK(node.count(BcMatch) == 2);
    node.task(BcStart); // no packet under way
    run_us(2000);
    CHECK(node.count(BcMatch) == 2);
}

TEST_CASE_FIXTURE(Alone, "Radio: END raises the interrupt when INTENSET has it") {
    node.put(send_buffer, {0});
    node.write(IntenSet, 1 << 3);
    node.send();
    run_us(132 + 71);
    CHECK_FALSE(node.radio.irq().level());
    run_us(2);
    CHECK(node.radio.irq().level());
    node.write(End, 0);
    CHECK_FALSE(node.radio.irq().level());
}

TEST_CASE_FIXTURE(Alone, "Radio: POWER 0 resets the block and its tasks do nothing until it is 1") {
    node.task(Rxen);
    run_us(200);
    node.write(Power, 0);
    CHECK(node.read(StateReg) == 0);
    CHECK(node.read(Pcnf0) == 0);
    CHECK(node.read(FrequencyReg) == 2);
    CHECK(node.read(DataWhiteIv) == 0x40);
    CHECK(node.read(Power) == 0);
    node.task(Rxen);
    CHECK(node.read(StateReg) == 0);
    node.write(Power, 1);
    node.task(Rxen);
    CHECK(node.read(StateReg) == 1);
}

TEST_CASE_FIXTURE(Alone, "Radio: a packet outside of RAM and a frequency outside of the band are told") {
    node.write(PacketPtr, 0x10);
    node.write(FrequencyReg, 101);
    node.write(Shorts, ReadyStart);
    node.task(Txen);
    run_us(500);
    CHECK(simulation.diagnostics().count("radio.frequency") == 1);
    CHECK(simulation.diagnostics().count("bus.unmapped") == 1);
    CHECK(node.count(End) == 1); // as an empty packet
}
