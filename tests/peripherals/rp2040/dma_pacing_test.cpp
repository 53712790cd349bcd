#include "dma_bench.h"

#include <doctest/doctest.h>

using namespace dma_bench;

namespace {
constexpr std::uint32_t from = ram;
constexpr std::uint32_t to = ram + 0x1000;
constexpr std::uint32_t treq_timer0 = 0x3b;
constexpr std::uint32_t dreq = 5;
} // namespace

TEST_CASE("DMA: a pacing timer gives X transfers in Y cycles") {
    Bench bench;
    bench.set(Timer0, 2U << 16 | 5);
    bench.start(0, port_address, from, 8, En | treq(treq_timer0) | Words | IncrRead);
    bench.run(60);
    REQUIRE(bench.port.accesses.size() == 8);
    for (std::size_t i = 1; i < 8; ++i) {
        CHECK(bench.port.accesses[i].first - bench.port.accesses[i - 1].first == (i % 2 != 0 ? 2 : 3));
    }
}

TEST_CASE("DMA: a timer of 0 never comes, one of X >= Y comes at every cycle") {
    Bench bench;
    bench.start(0, port_address, from, 4, En | treq(treq_timer0) | Words | IncrRead);
    bench.run(1000);
    CHECK(bench.port.accesses.empty());
    bench.set(Timer0, 3U << 16 | 2);
    bench.run(8);
    REQUIRE(bench.port.accesses.size() == 4);
    CHECK(bench.port.accesses[3].first - bench.port.accesses[0].first == 3);
}

TEST_CASE("DMA: a DREQ that comes in pulses gives one transfer for each") {
    Bench bench;
    constexpr unsigned pulse_dreq = 24;
    bench.dma.count_pulses(pulse_dreq);
    const auto pulse = [&bench] {
        bench.dma.on_line(pulse_dreq, true);
        bench.dma.on_line(pulse_dreq, false);
    };
    pulse(); // nobody is there to hear it
    bench.start(0, port_address, from, 8, En | treq(pulse_dreq) | Words | IncrRead);
    bench.run(20);
    CHECK(bench.port.accesses.empty());
    pulse();
    bench.run(20);
    CHECK(bench.port.accesses.size() == 1);
    pulse();
    pulse();
    pulse();
    bench.run(20);
    CHECK(bench.port.accesses.size() == 4);
}

TEST_CASE("DMA: pulses that a busy channel could not use are credits for later") {
    Bench bench;
    bench.set(Timer0, 1U << 16 | 10);
    bench.start(0, port_address, from, 20, plain(0) | Words | IncrRead);
    bench.write(base + 0x3000 + Al1Ctrl, En);
    bench.set(Al1Ctrl, treq(treq_timer0) | Words | IncrRead); // paused
    bench.run(52);
    CHECK(bench.get(DbgCtdreq) == 5);
    bench.set(Al1Ctrl, En | treq(treq_timer0) | Words | IncrRead);
    bench.run(8);
    CHECK(bench.port.accesses.size() >= 5);
    bench.set(DbgCtdreq, 0);
    CHECK(bench.get(DbgCtdreq) == 0);
}

TEST_CASE("DMA: a level request lets one transfer after the other through") {
    Bench bench;
    bench.port.dreq.connect(bench.dma, dreq);
    bench.start(0, port_address, from, 6, En | treq(dreq) | Words | IncrRead);
    bench.run(50);
    CHECK(bench.port.accesses.empty());
    CHECK((bench.get(CtrlTrig) & Busy) != 0);
    bench.port.ask(3);
    bench.run(50);
    CHECK(bench.port.accesses.size() == 3); // and none more than there was room for
    CHECK(bench.get(TransCount) == 3);
    bench.port.ask(3);
    bench.run(50);
    CHECK(bench.get(TransCount) == 0);
}

TEST_CASE("DMA: a source that counts its requests gets a transfer at every cycle") {
    Bench bench;
    bench.port.dreq.connect(bench.dma, dreq);
    bench.dma.connect_source(dreq, bench.port, 0);
    bench.start(0, port_address, from, 100, En | treq(dreq) | Words | IncrRead);
    bench.port.ask(8);
    CHECK(bench.get(DbgCtdreq) == 8);
    bench.run(30);
    REQUIRE(bench.port.accesses.size() == 8);
    CHECK(bench.port.accesses[7].first - bench.port.accesses[0].first == 7);
    bench.port.accesses.clear();
    bench.set(ChanAbort, 1);
    bench.start(1, to, port_address, 100, En | treq(dreq) | Words | IncrWrite);
    bench.port.ask(5);
    bench.run(30);
    REQUIRE(bench.port.accesses.size() == 5);
    CHECK(bench.port.accesses[4].first - bench.port.accesses[0].first == 4);
    CHECK(bench.read(to + 16) == bench.port.accesses[4].second);
}

TEST_CASE("DMA: channels take turns, and all of high priority come before one of the others") {
    Bench bench;
    for (std::uint32_t channel = 0; channel < 4; ++channel) {
        bench.write(to + 4 * channel, channel);
        bench.start(channel, slow_address, to + 4 * channel, 6,
                    En | treq(dreq) | Words | chain_to(channel) | (channel >= 2 ? HighPriority : Ctrl{}));
    }
    for (std::uint32_t channel = 0; channel < 4; ++channel) {
        bench.set(0x40 * channel + Al1Ctrl, plain(channel) | Words | (channel >= 2 ? HighPriority : Ctrl{}));
    }
    bench.run(200);
    REQUIRE(bench.slow.accesses.size() == 24);
    std::uint32_t high = 0;
    for (std::size_t i = 4; i < 16; ++i) {
        high += bench.slow.accesses[i].second >= 2 ? 1 : 0;
    }
    CHECK(high == 8);
    CHECK(bench.slow.accesses[22].second != bench.slow.accesses[23].second);
}

TEST_CASE("DMA: CHAN_ABORT ends a transfer that waits, without an interrupt") {
    Bench bench;
    bench.start(0, port_address, from, 6, En | treq(dreq) | Words | IncrRead);
    bench.run(10);
    bench.set(ChanAbort, 1);
    CHECK(bench.get(ChanAbort) == 0);
    CHECK((bench.get(CtrlTrig) & Busy) == 0);
    CHECK(bench.get(Intr) == 0);
}

TEST_CASE("DMA: CHAN_ABORT lets what is in flight end, which interrupts (RP2040-E13), and starts no other "
          "channel") {
    Bench bench;
    bench.start(1, to + 0x400, from, 1, 0);
    bench.set(0x40 + Al1Ctrl, plain(1) | copy_words);
    bench.start(0, to, from, 1000, En | treq(permanent) | copy_words | chain_to(1));
    bench.run(100);
    bench.set(ChanAbort, 1);
    CHECK(bench.get(ChanAbort) == 1);
    CHECK((bench.get(CtrlTrig) & Busy) != 0);
    bench.run(10);
    CHECK(bench.get(ChanAbort) == 0);
    CHECK((bench.get(CtrlTrig) & Busy) == 0);
    CHECK(bench.get(Intr) == 1);
    const std::uint32_t done = 1000 - bench.get(TransCount);
    CHECK(bench.get(WriteAddr) == to + 4 * done);
    CHECK(bench.equal(to, from, done));
    CHECK(bench.read(to + 4 * done) == 0);
    CHECK(bench.read(to + 0x400) == 0);
}

TEST_CASE("DMA: a bus error halts the channel, keeps the address and interrupts") {
    Bench bench;
    bench.start(0, to, 0x30000000, 4, plain(0) | copy_words | Quiet);
    bench.run(20);
    CHECK((bench.get(CtrlTrig) & (AhbError | ReadError | WriteError | Busy)) == (AhbError | ReadError));
    CHECK(bench.get(ReadAddr) == 0x30000000);
    CHECK(bench.get(Intr) == 1);
    bench.write(base + 0x2000 + Al1Ctrl, En); // a SET that does not touch the flags
    CHECK((bench.get(CtrlTrig) & ReadError) != 0);
    bench.set(Al1Ctrl, ReadError);
    CHECK((bench.get(CtrlTrig) & (AhbError | ReadError)) == 0);
    bench.start(1, 0x30000000, from, 4, plain(1) | copy_words);
    bench.run(20);
    CHECK((bench.get(CtrlTrig, 1) & (AhbError | ReadError | WriteError | Busy)) == (AhbError | WriteError));
    CHECK(bench.get(TransCount, 1) == 4);
    CHECK(bench.get(WriteAddr, 1) == 0x30000000);
}

namespace {
std::uint32_t sniff(Bench& bench, std::uint32_t calculation, std::uint32_t seed, std::uint32_t flags,
                    std::uint32_t size, std::string_view text) {
    bench.load(from, text);
    bench.set(SniffCtrl, flags | calculation << 5 | 3U << 1 | 1);
    bench.set(SniffData, seed);
    const std::uint32_t bytes = size == Words ? 4 : size == Halves ? 2 : 1;
    bench.start(3, to, from, static_cast<std::uint32_t>(text.size()) / bytes,
                plain(3) | size | IncrRead | SniffEn);
    bench.run(100);
    return bench.get(SniffData);
}
constexpr std::uint32_t out_inv = 1U << 11;
constexpr std::uint32_t out_rev = 1U << 10;
constexpr std::uint32_t sniff_bswap = 1U << 9;
} // namespace

TEST_CASE("DMA: the sniffer's checksums of 123456789 are those of the catalogues") {
    Bench bench;
    const std::string_view text = "123456789";
    CHECK(sniff(bench, 0x0, 0xffffffff, 0, Bytes, text) == 0x0376e6e7);                 // CRC-32/MPEG-2
    CHECK(sniff(bench, 0x0, 0xffffffff, out_inv, Bytes, text) == 0xfc891918);           // CRC-32/BZIP2
    CHECK(sniff(bench, 0x1, 0xffffffff, out_rev | out_inv, Bytes, text) == 0xcbf43926); // CRC-32
    CHECK(sniff(bench, 0x2, 0xffff, 0, Bytes, text) == 0x29b1);                         // CRC-16/IBM-3740
    CHECK((sniff(bench, 0x3, 0, out_rev, Bytes, text) >> 16) == 0x2189);                // CRC-16/KERMIT
    CHECK(sniff(bench, 0xf, 1, 0, Bytes, text) == 1 + 9 * '5');
    CHECK(sniff(bench, 0xe, 0, 0, Bytes, "\x01\x07\x03") == 0);
    CHECK(sniff(bench, 0xe, 0, 0, Bytes, "\x01\x07\x03\x80") == 1);
}

TEST_CASE("DMA: wider transfers give the sniffer the same CRC when their bytes are in order") {
    Bench bench;
    const std::string_view text = "12345678";
    const std::uint32_t forward = sniff(bench, 0x0, 0xffffffff, 0, Bytes, text);
    CHECK(sniff(bench, 0x0, 0xffffffff, sniff_bswap, Words, text) == forward);
    CHECK(sniff(bench, 0x0, 0xffffffff, sniff_bswap, Halves, text) == forward);
    const std::uint32_t reversed = sniff(bench, 0x1, 0xffffffff, 0, Bytes, text);
    CHECK(sniff(bench, 0x1, 0xffffffff, 0, Words, text) == reversed);
    CHECK(sniff(bench, 0x3, 0xffff, 0, Halves, text) == sniff(bench, 0x3, 0xffff, 0, Bytes, text));
}

TEST_CASE("DMA: the sniffer sees the channel that it is told to see, if that wants to be seen") {
    Bench bench;
    bench.set(SniffCtrl, 0xfU << 5 | 2U << 1 | 1);
    bench.set(SniffData, 7);
    bench.start(3, to, from, 4, plain(3) | copy_words | SniffEn);
    bench.start(2, to, from, 4, plain(2) | copy_words);
    bench.run(40);
    CHECK(bench.get(SniffData) == 7);
}
