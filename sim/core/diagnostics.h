#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace sim::core {

/// Where in the firmware something happened; core -1 means no core was involved.
struct Place {
    int core = -1;
    std::uint32_t pc = 0;
};

/// What the guest did wrong or what is not modelled: counted by stable id and subject, never a host error.
class Diagnostics {
public:
    struct Entry {
        std::string text;
        Time first_time = 0;
        Place place;
        std::uint64_t count = 0;
    };
    /// (id, subject), for instance ("bus.unmapped", "0x60000000").
    using Key = std::pair<std::string, std::string>;
    using Observer = std::function<void(const Key&, const Entry&)>;

    /// Counts one occurrence; the first of each id and subject keeps its text, time and place and goes to the
    /// observer.
    void report(std::string_view id, std::string_view subject, Time time, Place place, std::string_view text);

    const std::map<Key, Entry>& entries() const { return entries_; }
    /// Occurrences of `id` over all subjects.
    std::uint64_t count(std::string_view id) const;
    void set_observer(Observer observer) { observer_ = std::move(observer); }

private:
    std::map<Key, Entry> entries_;
    Observer observer_;
};

} // namespace sim::core
