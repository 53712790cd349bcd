#pragma once

#include "sim/core/device.h"
#include "sim/core/part.h"

#include <cstdint>
#include <deque>
#include <string>

namespace sim::core {

/// What the world is going to do to parts, and when. At its time each stimulus acts before any core of the
/// machine runs on, in the order in which equal times were added.
class StimulusSchedule final : public Device {
public:
    explicit StimulusSchedule(Machine& machine);

    /// `time` must not have passed.
    void add(Time time, Part& part, const Stimulus& what, std::int64_t value);
    void add(Time time, Part& part, const Stimulus& what, std::string text);

    /// A reset of the machine changes nothing in the world.
    void reset() override {}

private:
    struct Entry {
        Time time;
        Part* part;
        const Stimulus* what;
        std::int64_t value;
        std::string text;
    };

    void add(Entry entry);

    void act();

    std::deque<Entry> entries_; // by time
    Event act_{*this, EventClass::InputEdge, "act", handler<&StimulusSchedule::act>};
};

} // namespace sim::core
