#pragma once

#include <stdexcept>
#include <string>

namespace sim::core {

/// What goes wrong while loading (boards, images, scenarios) or opening host resources. The text names the
/// file, the line or offset, and the way out; `main` prints it and exits with 2. Never thrown while simulated
/// time runs.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace sim::core
