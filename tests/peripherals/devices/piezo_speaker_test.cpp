#include "peripherals/devices/piezo_speaker.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::PiezoSpeaker;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    NetPin pin;
    PiezoSpeaker speaker{machine, "speaker", machine.net("P0")};

    Bench() {
        simulation.set_quantum(1);
        pin.connect(machine.net("P0"), nullptr, 0);
    }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void play(std::int64_t period_us, int periods, std::int64_t high_us) {
        for (int i = 0; i < periods; ++i) {
            pin.set({.drive = Drive::High});
            simulation.settle();
            run_us(high_us);
            pin.set({.drive = Drive::Low});
            simulation.settle();
            run_us(period_us - high_us);
        }
    }
};

} // namespace

TEST_CASE("Piezo speaker: hears a frequency whatever the duty, and silence") {
    Bench bench;
    CHECK(bench.speaker.frequency_mhz() == 0);
    bench.play(1000, 20, 500);
    CHECK(bench.speaker.frequency_mhz() == 1'000'000);
    bench.play(2000, 20, 10);
    CHECK(bench.speaker.frequency_mhz() == 500'000);
    bench.run_us(100'000);
    CHECK(bench.speaker.frequency_mhz() == 0);
}

TEST_CASE("Piezo speaker: keeps the tones it heard, with begin and end") {
    Bench bench;
    bench.play(4000, 25, 2000);
    bench.play(2000, 50, 1000);
    bench.run_us(100'000);
    bench.play(2000, 50, 1000);
    const auto tones = bench.speaker.tones();
    REQUIRE(tones.size() == 3);
    CHECK(tones[0].start == 0);
    CHECK(tones[0].end == 100 * ps_per_ms);
    CHECK(tones[0].frequency_mhz() == 250'000);
    CHECK(tones[1].frequency_mhz() == 500'000);
    CHECK(tones[2].start == 300 * ps_per_ms);
    CHECK(tones[2].periods == 49);
}

TEST_CASE("Piezo speaker: a click is no tone") {
    Bench bench;
    bench.play(1000, 2, 500);
    CHECK(bench.speaker.tones().empty());
    CHECK(bench.speaker.frequency_mhz() == 0);
}

TEST_CASE("Piezo speaker: keeps the latest tones of many") {
    Bench bench;
    for (int i = 0; i < 600; ++i) {
        bench.play(100, 10, 50);
        bench.play(200, 10, 50);
    }
    CHECK(bench.speaker.tones().size() == PiezoSpeaker::kept_tones + 1);
    CHECK(bench.speaker.tones().back().frequency_mhz() == 5'000'000);
}
