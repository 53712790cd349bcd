#include "sim/core/stimulus_schedule.h"

#include "sim/core/assert.h"

#include <algorithm>
#include <utility>

namespace sim::core {

StimulusSchedule::StimulusSchedule(Machine& machine) : Device(machine, "stimuli") {}

void StimulusSchedule::add(Time time, Part& part, const Stimulus& what, std::int64_t value) {
    add({time, &part, &what, value, {}});
}

void StimulusSchedule::add(Time time, Part& part, const Stimulus& what, std::string text) {
    add({time, &part, &what, 0, std::move(text)});
}

void StimulusSchedule::add(Entry entry) {
    TERRARIUM_ASSERT(entry.time >= now());
    const auto place = std::upper_bound(entries_.begin(), entries_.end(), entry.time,
                                        [](Time wanted, const Entry& known) { return wanted < known.time; });
    entries_.insert(place, std::move(entry));
    act_.arm(entries_.front().time);
}

void StimulusSchedule::act() {
    while (!entries_.empty() && entries_.front().time <= now()) {
        const Entry entry = entries_.front();
        entries_.pop_front();
        if (entry.what->set_text != nullptr) {
            entry.part->stimulate(*entry.what, entry.text);
        } else {
            entry.part->stimulate(*entry.what, entry.value);
        }
    }
    if (!entries_.empty()) {
        act_.arm(entries_.front().time);
    }
}

} // namespace sim::core
