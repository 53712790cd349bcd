#include "cli/run_options.h"

#include "sim/core/error.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

namespace cli {

using namespace sim::core;

namespace {

struct Unit {
    std::string_view name;
    Time ps;
};
constexpr Unit units[] = {
    {"ps",  1            },
    {"ns",  ps_per_ns    },
    {"us",  ps_per_us    },
    {"ms",  ps_per_ms    },
    {"s",   ps_per_s     },
    {"min", 60 * ps_per_s}
};

std::string lower_case(std::string text) {
    for (char& c : text) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text;
}

} // namespace

std::string MachineOptions::own_file(const std::string& file) const {
    if (name.empty()) {
        return file;
    }
    const std::filesystem::path path(file);
    const std::string own = path.stem().string() + "-" + name + path.extension().string();
    return (path.parent_path() / own).string();
}

Time parse_time(const std::string& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::string unit = lower_case({end, text.data() + text.size()});
    unit.erase(0, unit.find_first_not_of(' ') == std::string::npos ? 0 : unit.find_first_not_of(' '));
    for (const Unit& known : units) {
        const double ps = number * static_cast<double>(known.ps);
        if (error == std::errc() && unit == known.name && ps >= 0 && ps < static_cast<double>(never)) {
            return static_cast<Time>(std::llround(ps));
        }
    }
    throw Error(fmt::format(
        "'{}' is no time; write a number with ps, ns, us, ms, s or min, for instance 2.5s", text));
}

double parse_speed(const std::string& text) {
    if (text == "real") {
        return 1;
    }
    if (text == "max") {
        return 0;
    }
    double factor = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
    if (error != std::errc() || end != text.data() + text.size() || !(factor > 0) || factor > 1e6) {
        throw Error(fmt::format("'{}' is no speed; write real, max or a factor such as 0.5", text));
    }
    return factor;
}

} // namespace cli
