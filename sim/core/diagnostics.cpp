#include "sim/core/diagnostics.h"

namespace sim::core {

void Diagnostics::report(std::string_view id, std::string_view subject, Time time, Place place,
                         std::string_view text) {
    auto [position, is_new] = entries_.try_emplace(Key{id, subject});
    Entry& entry = position->second;
    ++entry.count;
    if (is_new) {
        entry.text = text;
        entry.first_time = time;
        entry.place = place;
        if (observer_) {
            observer_(position->first, entry);
        }
    }
}

std::uint64_t Diagnostics::count(std::string_view id) const {
    std::uint64_t sum = 0;
    for (const auto& [key, entry] : entries_) {
        if (key.first == id) {
            sum += entry.count;
        }
    }
    return sum;
}

} // namespace sim::core
