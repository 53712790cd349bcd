#include "sim/core/part.h"

#include <algorithm>

namespace sim::core {

const Stimulus* Part::find_stimulus(std::string_view name) const {
    const auto all = stimuli();
    const auto found =
        std::find_if(all.begin(), all.end(), [name](const Stimulus& known) { return known.name == name; });
    return found == all.end() ? nullptr : &*found;
}

void Part::stimulate(const Stimulus& what, std::int64_t value) {
    what.set(*this, std::clamp(value, what.least, what.most));
}

} // namespace sim::core
