#include "cli/fail_on.h"

#include "sim/core/error.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace cli {

using sim::core::Error;

namespace {

// Diagnostics of nets, and whether they are in the group `electrical`. A load over DRIVE costs volts only,
// and many a LED does well with it.
struct NetDiagnostic {
    std::string_view id;
    bool electrical;
};
constexpr NetDiagnostic net_diagnostics[] = {
    {"net.contention",      true },
    {"net.current",         true },
    {"net.drive_strength",  false},
    {"net.floating",        true },
    {"net.missing_pull_up", true },
    {"net.oscillation",     true },
    {"net.overvoltage",     true },
    {"net.undefined",       true },
};

const NetDiagnostic* find_net_diagnostic(std::string_view id) {
    const auto* const found = std::find_if(std::begin(net_diagnostics), std::end(net_diagnostics),
                                           [id](const NetDiagnostic& known) { return known.id == id; });
    return found == std::end(net_diagnostics) ? nullptr : found;
}

bool is_id(std::string_view text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_.";
    const std::size_t dot = text.find('.');
    const bool has_halves = dot != std::string_view::npos && dot != 0 && dot + 1 != text.size();
    return has_halves && text.find_first_not_of(allowed) == std::string_view::npos &&
           (!text.starts_with("net.") || find_net_diagnostic(text) != nullptr);
}

} // namespace

FailOn::FailOn(const std::vector<std::string>& wishes, const std::string& option) {
    for (const std::string& wish : wishes) {
        for (std::size_t begin = 0; begin <= wish.size();) {
            const std::size_t end = std::min(wish.find(',', begin), wish.size());
            const std::string id = wish.substr(begin, end - begin);
            begin = end + 1;
            if (id != "all" && id != "electrical" && !is_id(id)) {
                std::string names;
                for (const NetDiagnostic& known : net_diagnostics) {
                    names += fmt::format("{}{}", names.empty() ? "" : ", ", known.id);
                }
                throw Error(
                    fmt::format("{}: '{}' is no diagnostic; write the id that a message has ({}, ...), "
                                "electrical or all",
                                option, id, names));
            }
            wishes_.push_back(id);
        }
    }
}

bool FailOn::contains(std::string_view id) const {
    const NetDiagnostic* const of_net = find_net_diagnostic(id);
    return std::any_of(wishes_.begin(), wishes_.end(), [&](const std::string& wish) {
        return wish == id || (wish == "all" && id != usual_diagnostic) ||
               (wish == "electrical" && of_net != nullptr && of_net->electrical);
    });
}

} // namespace cli
