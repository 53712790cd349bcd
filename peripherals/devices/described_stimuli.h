#pragma once

#include "sim/core/part.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace peripherals::devices {

/// Stimuli that a board file describes, `most` at most: `rows` have name, least, most and meaning, and have
/// to live as long as the result. `Set` is a member of the part, called with the row's number and the value.
template <std::size_t most, auto Set, class Rows> class DescribedStimuli;
template <std::size_t most, class Owner, void (Owner::*Set)(std::size_t, std::int64_t), class Rows>
class DescribedStimuli<most, Set, Rows> {
public:
    static std::vector<sim::core::Stimulus> make(const Rows& rows) {
        return make(rows, std::make_index_sequence<most>());
    }

private:
    template <std::size_t number> static void set(sim::core::Part& part, std::int64_t value) {
        (static_cast<Owner&>(part).*Set)(number, value);
    }
    template <std::size_t... numbers>
    static std::vector<sim::core::Stimulus> make(const Rows& rows, std::index_sequence<numbers...>) {
        using Setter = void (*)(sim::core::Part&, std::int64_t);
        constexpr Setter setters[] = {&set<numbers>...};
        std::vector<sim::core::Stimulus> result;
        result.reserve(rows.size());
        for (const auto& row : rows) {
            result.push_back({row.name, row.least, row.most, setters[result.size()], row.meaning});
        }
        return result;
    }
};
template <std::size_t most, auto Set, class Rows>
std::vector<sim::core::Stimulus> described_stimuli(const Rows& rows) {
    return DescribedStimuli<most, Set, Rows>::make(rows);
}

} // namespace peripherals::devices
