#include "sim/core/stimulus_schedule.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace sim::core;

namespace {

/// Keeps what the world did to it, and when.
class Scale final : public Part {
public:
    explicit Scale(Machine& machine) : Part(machine, "scale") {}
    void reset() override {}
    std::span<const Stimulus> stimuli() const override { return all; }
    void put(std::int64_t mass_g) { acts.emplace_back(now(), mass_g); }

    void label(std::string_view text) { labels.emplace_back(now(), text); }

    std::vector<std::pair<Time, std::int64_t>> acts;
    std::vector<std::pair<Time, std::string>> labels;

private:
    static constexpr Stimulus all[] = {
        {"mass_g", 0, 1000, stimulus<&Scale::put>, "on the plate"},
        text_stimulus<&Scale::label>("label", "of what lies there"),
    };
};

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Scale scale{machine};
    StimulusSchedule schedule{machine};
    const Stimulus& mass = *scale.find_stimulus("mass_g");
};

} // namespace

TEST_CASE_FIXTURE(Bench, "StimulusSchedule: each acts at its time, equal times in the order of adding") {
    schedule.add(2 * ps_per_ms, scale, mass, 20);
    schedule.add(ps_per_ms, scale, mass, 10);
    schedule.add(2 * ps_per_ms, scale, mass, 21);
    schedule.add(0, scale, mass, 1);
    simulation.run_until(ps_per_s);
    const std::vector<std::pair<Time, std::int64_t>> wanted = {
        {0,             1 },
        {ps_per_ms,     10},
        {2 * ps_per_ms, 20},
        {2 * ps_per_ms, 21}
    };
    CHECK(scale.acts == wanted);
}

TEST_CASE_FIXTURE(Bench, "StimulusSchedule: goes on over a reset, and takes more while it runs") {
    schedule.add(ps_per_ms, scale, mass, 10);
    schedule.add(3 * ps_per_ms, scale, mass, 30);
    simulation.run_until(2 * ps_per_ms);
    machine.reset();
    schedule.add(2500 * ps_per_us, scale, mass, 25);
    simulation.run_until(ps_per_s);
    REQUIRE(scale.acts.size() == 3);
    CHECK(scale.acts[1] == std::pair<Time, std::int64_t>(2500 * ps_per_us, 25));
    CHECK(scale.acts[2] == std::pair<Time, std::int64_t>(3 * ps_per_ms, 30));
}

TEST_CASE_FIXTURE(Bench, "StimulusSchedule: takes texts for stimuli that have them") {
    schedule.add(2 * ps_per_ms, scale, *scale.find_stimulus("label"), "two apples");
    schedule.add(ps_per_ms, scale, *scale.find_stimulus("label"), "");
    schedule.add(ps_per_ms, scale, mass, 10);
    simulation.run_until(ps_per_s);
    const std::vector<std::pair<Time, std::string>> wanted = {
        {ps_per_ms,     ""          },
        {2 * ps_per_ms, "two apples"}
    };
    CHECK(scale.labels == wanted);
    CHECK(scale.acts.size() == 1);
}
