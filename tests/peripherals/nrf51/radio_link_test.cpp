#include "radio_bench.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace radio_bench;
using Bytes = std::vector<unsigned>;

namespace {

/// Listens, and sends 100 us after the receiver is ready.
void exchange(Link& link) {
    link.b.listen();
    link.run_us(240);
    link.a.send();
    link.run_us(3000);
}

} // namespace

TEST_CASE_FIXTURE(
    Link, "Radio: a packet comes in as it went out, with its check and logical address, in each mode") {
    const double chains[] = {3, 3, 17, 4};
    a.put(send_buffer, {5, 'h', 'e', 'l', 'l', 'o'});
    for (const unsigned mode : {0U, 1U, 2U, 3U}) {
        CAPTURE(mode);
        for (Node* node : {&a, &b}) {
            node->write(ModeReg, mode);
            node->forget();
        }
        exchange(*this);
        CHECK(b.get(receive_buffer, 6) == Bytes{5, 'h', 'e', 'l', 'l', 'o'});
        CHECK(b.read(CrcStatus) == 1);
        CHECK(b.read(RxMatch) == 0);
        CHECK(b.read(StateReg) == 2);
        for (const HappenedEvent event : {Address, Payload, End}) {
            REQUIRE(b.count(event) == 1);
            CHECK(b.times(event)[0] - a.times(event)[0] == doctest::Approx(chains[mode]));
        }
        b.put(receive_buffer, {0, 0, 0, 0, 0, 0});
        b.task(Disable);
        run_us(10);
    }
}

TEST_CASE_FIXTURE(Link, "Radio: every combination of lengths, byte order, whitening and check arrives") {
    const unsigned lengths[] = {0, 5, 8};
    for (const unsigned length : lengths) {
        for (const unsigned s0 : {0U, 1U}) {
            for (const unsigned s1 : {0U, 3U, 8U}) {
                for (const unsigned order : {0U, 1U}) {
                    for (const unsigned check : {0U, 1U, 2U, 3U}) {
                        Link link;
                        for (Node* node : {&link.a, &link.b}) {
                            node->write(Pcnf0, length | s0 << 8 | s1 << 16);
                            node->write(Pcnf1, order << 24 | (check & 1) << 25 | 3 << 16 | 2 << 8 | 20);
                            node->write(CrcCnf, check | (s0 << 8));
                            node->write(CrcPoly, 0x65b);
                            node->write(CrcInit, 0x123456);
                        }
                        Bytes packet;
                        if (s0 != 0) {
                            packet.push_back(0x9c);
                        }
                        if (length != 0) {
                            packet.push_back(4);
                        }
                        if (s1 != 0) {
                            packet.push_back(0x5);
                        }
                        for (unsigned i = 0; i < (length != 0 ? 6U : 2U); ++i) {
                            packet.push_back(0xa1 + 17 * i);
                        }
                        for (unsigned i = 0; i < packet.size(); ++i) {
                            link.a.put(send_buffer + i, {packet[i]});
                        }
                        exchange(link);
                        INFO(length, " ", s0, " ", s1, " ", order, " ", check);
                        CHECK(link.b.get(receive_buffer, static_cast<unsigned>(packet.size()) + 1) == [&] {
                            Bytes expected = packet;
                            expected.push_back(0);
                            return expected;
                        }());
                        CHECK(link.b.read(CrcStatus) == 1);
                        CHECK(link.b.count(End) == 1);
                    }
                }
            }
        }
    }
}

TEST_CASE_FIXTURE(Link, "Radio: of the enabled logical addresses the one that was sent to is told") {
    for (Node* node : {&a, &b}) {
        node->write(Base1, 0x11223344);
        node->write(Prefix0, 0x40302010);
        node->write(Prefix1, 0x80706050);
    }
    a.put(send_buffer, {1, 42});
    for (unsigned logical = 0; logical < 8; ++logical) {
        a.write(TxAddress, logical);
        b.write(RxAddresses, 0xff);
        exchange(*this);
        CHECK(b.read(RxMatch) == logical);
        b.task(Disable);
        run_us(10);
        b.write(RxAddresses, 0xff & ~(1U << logical));
        b.forget();
        exchange(*this);
        CHECK(b.count(Address) == 0);
        b.task(Disable);
        run_us(10);
    }
}

TEST_CASE_FIXTURE(
    Link, "Radio: another frequency, rate, base or prefix is not heard; 1 Mbit/s modes hear each other") {
    a.put(send_buffer, {0});
    const auto heard = [&] {
        b.forget();
        exchange(*this);
        b.task(Disable);
        run_us(10);
        return b.count(End) == 1;
    };
    CHECK(heard());
    b.write(FrequencyReg, 8);
    CHECK_FALSE(heard());
    b.write(FrequencyReg, 7);
    b.write(ModeReg, 1);
    CHECK_FALSE(heard());
    b.write(ModeReg, 3);
    CHECK(heard());
    b.write(ModeReg, 0);
    b.write(Base0, 0x75626975);
    CHECK_FALSE(heard());
    b.write(Base0, 0x75626974);
    b.write(Prefix0, 1);
    CHECK_FALSE(heard());
}

TEST_CASE_FIXTURE(Link, "Radio: another whitening, polynomial or start value spoils the check only") {
    a.put(send_buffer, {2, 1, 2});
    const auto good = [&] {
        b.forget();
        exchange(*this);
        REQUIRE(b.count(End) == 1);
        b.task(Disable);
        run_us(10);
        return b.read(CrcStatus) == 1;
    };
    CHECK(good());
    b.write(CrcInit, 0);
    CHECK_FALSE(good());
    CHECK(b.get(receive_buffer, 3) == Bytes{2, 1, 2});
    b.write(CrcInit, 0xffff);
    b.write(CrcPoly, 0x18005);
    CHECK_FALSE(good());
    b.write(CrcPoly, 0x11021);
    b.write(DataWhiteIv, 0x19);
    CHECK_FALSE(good());
    b.write(DataWhiteIv, 0x18);
    CHECK(good());
}

TEST_CASE_FIXTURE(Link, "Radio: payload beyond MAXLEN is cut at both ends") {
    a.put(send_buffer, {6, 1, 2, 3, 4, 5, 6});
    b.write(Pcnf1, 0x02040004);
    exchange(*this);
    CHECK(b.get(receive_buffer, 6) == Bytes{6, 1, 2, 3, 4, 0});
    CHECK(b.read(CrcStatus) == 0);
    b.task(Disable);
    run_us(10);
    a.write(Pcnf1, 0x02040004);
    exchange(*this);
    CHECK(b.read(CrcStatus) == 1);
}

TEST_CASE_FIXTURE(Link,
                  "Radio: RSSI is power less loss 8.8 us after RSSISTART, and noise where nobody sends") {
    a.put(send_buffer, {20});
    b.write(Shorts, ReadyStart | AddressRssiStart);
    b.write(PacketPtr, receive_buffer);
    const auto rssi = [&](std::uint32_t power) {
        a.write(TxPower, power);
        b.task(Rxen);
        run_us(240);
        a.send();
        run_us(1000);
        b.task(Disable);
        run_us(10);
        return b.read(RssiSample);
    };
    CHECK(rssi(0) == Air::default_loss_db);
    CHECK(b.times(RssiEnd).at(0) - b.times(Address).at(0) == doctest::Approx(8.8));
    CHECK(rssi(4) == Air::default_loss_db - 4);
    CHECK(rssi(0xec) == Air::default_loss_db + 20);
    CHECK(rssi(0xd8) == Air::default_loss_db + 30);
    simulation.air().set_loss(a.machine, b.machine, 77);
    CHECK(rssi(0) == 77);
    simulation.air().set_loss(a.machine, b.machine, 91);
    b.forget();
    rssi(0); // below the sensitivity of 1 Mbit/s
    CHECK(b.count(Address) == 0);
    b.listen();
    run_us(200);
    b.task(RssiStart);
    run_us(10);
    CHECK(b.read(RssiSample) == 100);
    b.task(RssiStart);
    b.task(RssiStop);
    run_us(10);
    CHECK(b.count(RssiEnd) == 1);
}

TEST_CASE_FIXTURE(Link,
                  "Radio: TIFS is the time from the last bit received to the first one sent, and back") {
    for (Node* node : {&a, &b}) {
        node->write(ModeReg, 3);
        node->write(Tifs, 150);
        node->write(PacketPtr, send_buffer);
        node->put(send_buffer, {0});
    }
    b.write(Shorts, ReadyStart | EndDisable | DisabledTxen);
    b.task(Rxen);
    run_us(200);
    a.write(Shorts, ReadyStart | EndDisable | DisabledRxen);
    a.task(Txen);
    run_us(140 + 72 + 150 + 72 + 10);
    const double sent = a.times(End).at(0);
    REQUIRE(b.count(End) == 2);
    CHECK(b.times(Ready).at(1) - sent == doctest::Approx(150));
    CHECK(b.times(Address).at(1) - sent == doctest::Approx(150 + 48));
    CHECK(a.times(End).at(1) - b.times(End).at(1) == doctest::Approx(4));
    CHECK(a.read(CrcStatus) == 1);
}

TEST_CASE_FIXTURE(Link,
                  "Radio: DEVMATCH tells which device address an advertising packet has, else DEVMISS") {
    for (Node* node : {&a, &b}) {
        node->write(ModeReg, 3);
        node->write(Pcnf0, 8 | 1 << 8); // S0, LENGTH
    }
    a.put(send_buffer, {0x40, 7, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77});
    b.write(Dab + 4 * 5, 0x44332211);
    b.write(Dap + 4 * 5, 0x6655);
    b.write(DacNf, 1 << 5 | 1 << 13);
    exchange(*this);
    CHECK(b.count(DevMatch) == 1);
    CHECK(b.count(DevMiss) == 0);
    CHECK(b.read(Dai) == 5);
    CHECK(b.times(DevMatch).at(0) - b.times(Address).at(0) == doctest::Approx(8 * 8));
    for (const std::uint32_t choice : {1U << 5, 1U << 4 | 1U << 12, 0U}) {
        b.task(Disable);
        run_us(10);
        b.forget();
        b.write(DacNf, choice);
        exchange(*this);
        CHECK(b.count(DevMatch) == 0);
        CHECK(b.count(DevMiss) == 1);
    }
}

TEST_CASE_FIXTURE(Link,
                  "Radio: a byte is in RAM when its last bit came, and is read when its first one goes") {
    a.put(send_buffer, {4, 1, 2, 3, 4});
    b.write(Bcc, 24);
    b.write(PacketPtr, receive_buffer);
    b.write(Shorts, ReadyStart | AddressBcStart);
    b.task(Rxen);
    run_us(200);
    a.send();
    run_us(132 + 48 + 23);
    a.put(send_buffer + 4, {9}); // not yet sent
    run_us(5);
    CHECK(b.count(BcMatch) == 1);
    CHECK(b.get(receive_buffer, 5) == Bytes{4, 1, 2, 0, 0});
    run_us(100);
    CHECK(b.get(receive_buffer, 5) == Bytes{4, 1, 2, 3, 9});
    CHECK(b.read(CrcStatus) == 1);
}

TEST_CASE_FIXTURE(
    Link, "Radio: a sender that stops in the middle leaves a packet with a wrong check, in its time") {
    a.put(send_buffer, {20});
    b.listen();
    run_us(200);
    a.send();
    run_us(132 + 48 + 80);
    a.task(Disable);
    run_us(1000);
    REQUIRE(b.count(End) == 1);
    CHECK(b.read(CrcStatus) == 0);
    CHECK(b.times(End)[0] - b.times(Address).at(0) == doctest::Approx((1 + 20 + 2) * 8));
}

TEST_CASE_FIXTURE(
    Link, "Radio: who begins to listen in the middle of a packet does not hear it, but the next one") {
    a.put(send_buffer, {32});
    a.write(PacketPtr, send_buffer);
    a.write(Shorts, ReadyStart | EndStart);
    a.task(Txen);
    run_us(132 + 30);
    b.listen();
    run_us(130 + 200);
    CHECK(b.count(Address) == 0);
    run_us(600);
    CHECK(b.count(End) == 1);
    CHECK(b.read(CrcStatus) == 1);
}

TEST_CASE_FIXTURE(Link, "Radio: two at once spoil each other unless one is 12 dB stronger") {
    Node c(simulation, "c");
    a.put(send_buffer, {4, 1, 2, 3, 4});
    c.put(send_buffer, {4, 5, 6, 7, 8});
    const auto receive = [&](unsigned later_us) {
        b.forget();
        b.put(receive_buffer, {0, 0, 0, 0, 0});
        b.listen();
        run_us(200);
        a.send();
        run_us(later_us);
        c.send();
        run_us(1000);
        b.task(Disable);
        run_us(10);
    };
    receive(60); // within the packet of `a`, behind its address
    CHECK(b.count(End) == 1);
    CHECK(b.read(CrcStatus) == 0);
    receive(10); // within its address
    CHECK(b.count(End) == 0);
    simulation.air().set_loss(c.machine, b.machine, 61);
    receive(60);
    CHECK(b.read(CrcStatus) == 0);
    simulation.air().set_loss(c.machine, b.machine, 62);
    receive(60);
    CHECK(b.read(CrcStatus) == 1);
    CHECK(b.get(receive_buffer, 5) == Bytes{4, 1, 2, 3, 4});
    simulation.air().set_loss(a.machine, b.machine, 80);
    receive(10); // the later one is stronger, and the receiver has not yet found the first one's address
    CHECK(b.read(CrcStatus) == 1);
    CHECK(b.get(receive_buffer, 5) == Bytes{4, 5, 6, 7, 8});
}

TEST_CASE_FIXTURE(Link, "Radio: a constant carrier is heard as level and spoils packets") {
    Node c(simulation, "c");
    c.write(Test, 1);
    c.task(Txen);
    a.put(send_buffer, {2, 1, 2});
    b.listen();
    run_us(200);
    b.task(RssiStart);
    run_us(20);
    CHECK(b.read(RssiSample) == Air::default_loss_db);
    a.send();
    run_us(500);
    CHECK(b.count(Address) == 0);
    c.task(Disable);
    run_us(10);
    b.task(RssiStart);
    run_us(10);
    CHECK(b.read(RssiSample) == 100);
    a.send();
    run_us(500);
    CHECK(b.count(End) == 1);
    CHECK(b.read(CrcStatus) == 1);
}

TEST_CASE_FIXTURE(Link, "Radio: without the crystal oscillator nothing is heard, and it is told") {
    Line crystal;
    a.radio.set_crystal(crystal);
    a.put(send_buffer, {0});
    exchange(*this);
    CHECK(a.count(End) == 1);
    CHECK(b.count(End) == 0);
    CHECK(simulation.diagnostics().entries().size() == 1);
    crystal.set(true);
    a.send();
    run_us(500);
    CHECK(b.count(End) == 1);
}

TEST_CASE("Radio: equal runs are equal on the air, with collisions, however they are cut in pieces") {
    const auto run = [](double piece_us) {
        Link link;
        Node c(link.simulation, "c");
        link.a.put(send_buffer, {9, 1, 2, 3});
        c.put(send_buffer, {9, 4, 5, 6});
        link.b.listen();
        link.run_us(200);
        link.a.send();
        c.send();
        for (double done = 0; done < 1000; done += piece_us) {
            link.run_us(piece_us);
        }
        const Bytes heard = link.b.get(receive_buffer, 12);
        std::uint64_t sum = link.simulation.trace().hash();
        for (const unsigned byte : heard) {
            sum = sum * 31 + byte;
        }
        return sum;
    };
    CHECK(run(1000) == run(1000));
    CHECK(run(1000) == run(10.24));
}
