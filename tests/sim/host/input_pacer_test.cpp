#include "sim/host/input_pacer.h"

#include <doctest/doctest.h>

#include <string_view>

using namespace sim::core;
using sim::host::InputPacer;

namespace {

/// A guest with room for 4 bytes, which has printed a prompt; each byte takes a millisecond on the line.
struct Bench {
    InputPacer pacer{4};
    Time now = 0;
    Time last_arrival = 0;

    Bench() { answer(); }
    std::size_t allowance(bool asleep = true) { return pacer.allowance(now, last_arrival, asleep); }
    void send(std::string_view text) {
        const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        pacer.queued(bytes, now, last_arrival);
        pacer.sent(bytes);
        last_arrival = now + static_cast<Time>(text.size()) * ps_per_ms;
    }
    void wait_us(Time us) { now += us * ps_per_us; }
    void answer() { pacer.heard(now, last_arrival); }
};

} // namespace

TEST_CASE_FIXTURE(
    Bench, "Input pacer: the next burst follows an answer behind the last byte, when the guest sleeps") {
    CHECK(allowance() == 4);
    send("abc");
    CHECK(allowance() == 1);
    send("d");
    wait_us(999);
    answer(); // to what came before
    CHECK(allowance() == 0);
    wait_us(10);
    CHECK(allowance() == 0);
    answer();
    CHECK(allowance(false) == 0);
    CHECK(allowance() == 4);
}

TEST_CASE_FIXTURE(Bench, "Input pacer: a guest that does not answer gets more after a while, then sooner") {
    send("abcd");
    now = last_arrival + InputPacer::patience_with_answers - 1;
    CHECK(allowance() == 0);
    ++now;
    CHECK(allowance(false) == 4);
    send("abcd");
    now = last_arrival + InputPacer::patience_without - 1;
    CHECK(allowance() == 0);
    ++now;
    CHECK(allowance() == 4);
    send("abcd");
    now = last_arrival;
    answer();
    CHECK(allowance() == 4);
    send("abcd"); // it answers, so that waiting is worth while
    now = last_arrival + InputPacer::patience_without;
    CHECK(allowance() == 0);
}

TEST_CASE_FIXTURE(Bench, "Input pacer: the raw REPL and an interrupt are not held back") {
    send("abcd");
    CHECK(allowance() == 0);
    const std::uint8_t interrupt[] = {'x', 3};
    pacer.queued(interrupt, now, last_arrival);
    CHECK(allowance() == InputPacer::unlimited);
    pacer.sent(interrupt);
    CHECK(allowance() == 0);
    send("\x01");
    CHECK(allowance() == InputPacer::unlimited);
    send("abcdefgh\x02");
    CHECK(allowance() == 4);
}

TEST_CASE_FIXTURE(Bench, "Input pacer: what is typed does not wait for an answer") {
    for (int key = 0; key < 10; ++key) {
        now = last_arrival + InputPacer::typing_pause;
        send("k");
        CHECK(allowance() == 3);
    }
    send("key");
    const std::uint8_t more[] = {'x'};
    pacer.queued(more, now, last_arrival);
    now = last_arrival + InputPacer::typing_pause;
    pacer.queued(more, now, last_arrival); // behind what waits
    CHECK(allowance() == 0);
}

TEST_CASE("Input pacer: a guest that boots gets nothing before it says something, for a while") {
    InputPacer pacer(4);
    CHECK(pacer.allowance(0, 0, true) == 0);
    CHECK(pacer.allowance(InputPacer::patience_with_answers, 0, false) == 4);
    InputPacer other(4);
    other.heard(ps_per_ms, 0);
    CHECK(other.allowance(ps_per_ms, 0, true) == 4);
}

TEST_CASE("Input pacer: without a burst nothing is held back") {
    InputPacer pacer(0);
    CHECK(pacer.allowance(0, 0, false) == InputPacer::unlimited);
}
