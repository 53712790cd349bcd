#include "sim/core/stimulus_schedule.h"

#include "sim/core/assert.h"

#include <algorithm>

namespace sim::core {

StimulusSchedule::StimulusSchedule(Machine& machine) : Device(machine, "stimuli") {}

void StimulusSchedule::add(Time time, Part& part, const Stimulus& what, std::int64_t value) {
    TERRARIUM_ASSERT(time >= now());
    const auto place = std::upper_bound(entries_.begin(), entries_.end(), time,
                                        [](Time wanted, const Entry& entry) { return wanted < entry.time; });
    entries_.insert(place, {time, &part, &what, value});
    act_.arm(entries_.front().time);
}

void StimulusSchedule::act() {
    while (!entries_.empty() && entries_.front().time <= now()) {
        const Entry entry = entries_.front();
        entries_.pop_front();
        entry.part->stimulate(*entry.what, entry.value);
    }
    if (!entries_.empty()) {
        act_.arm(entries_.front().time);
    }
}

} // namespace sim::core
