#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// Diagnostics that end a run: of these ids and groups.
class FailOn {
public:
    FailOn() = default;
    /// "net.contention,electrical". Throws sim::core::Error for what is neither an id nor a group; `option`
    /// is for its message.
    FailOn(const std::vector<std::string>& wishes, const std::string& option);

    bool contains(std::string_view id) const;

private:
    std::vector<std::string> wishes_;
};

/// Boot ROM and pico-sdk cause it at every start: it is counted, and neither told of nor failed on.
inline constexpr std::string_view usual_diagnostic = "register.in_reset";

} // namespace cli
