#pragma once

#include "sim/core/part.h"
#include "sim/core/time.h"

#include <map>
#include <string>
#include <vector>

namespace cli {

/// Prints what parts tell of themselves whenever it has changed since the last look, a line each:
/// "2.160000 s display.frame 09090:99999:99999:09990:00900".
class PartWatch {
public:
    /// How often to look, in simulated time.
    static constexpr sim::core::Time period = 10 * sim::core::ps_per_ms;

    /// `prefix` stands before its name: "left.".
    void add(const sim::core::Part& part, const std::string& prefix) { parts_.push_back({&part, prefix}); }
    /// To stderr.
    void look(sim::core::Time now);

private:
    struct Watched {
        const sim::core::Part* part;
        std::string prefix;
    };
    std::vector<Watched> parts_;
    std::map<std::string, std::string> last_; // by part and name
};

} // namespace cli
