#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <functional>
#include <string>

namespace sim::core {

/// A block with registers that change by themselves between accesses and events, and that can tell of each
/// change afterwards, when it catches up.
class RegisterSteps {
public:
    /// The register's name has `value` from `time` on. Times of one register rise.
    using Tell = std::function<void(Time time, const std::string& name, std::uint32_t value)>;

    virtual ~RegisterSteps() = default;
    /// It catches up at the latest when it is peeked at. Null: nobody follows any more.
    virtual void follow(Tell tell) = 0;
};

} // namespace sim::core
