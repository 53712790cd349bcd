#include "cli/part_watch.h"

#include <cstdint>
#include <cstdio>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cli {

using namespace sim::core;

namespace {

/// Collects what a device tells, as texts.
class Texts final : public Inspector {
public:
    void number(std::string_view name, std::int64_t value, std::string_view unit) override {
        add(name, fmt::format("{}{}{}", value, unit.empty() ? "" : " ", unit));
    }
    void text(std::string_view name, std::string_view value) override { add(name, std::string(value)); }
    void hex(std::string_view name, std::uint32_t value) override { add(name, fmt::format("0x{:x}", value)); }

    const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

private:
    void add(std::string_view name, std::string value) { all_.emplace_back(name, std::move(value)); }

    std::vector<std::pair<std::string, std::string>> all_;
};

} // namespace

void PartWatch::look(Time now) {
    for (const auto& [part, prefix] : parts_) {
        Texts texts;
        part->inspect(texts);
        for (const auto& [name, value] : texts.all()) {
            const std::string full_name = fmt::format("{}{}.{}", prefix, part->name(), name);
            const auto [last, is_new] = last_.try_emplace(full_name);
            if (is_new || last->second != value) {
                last->second = value;
                fmt::print(stderr, "{:.6f} s {} {}\n", static_cast<double>(now) / ps_per_s, full_name, value);
            }
        }
    }
}

} // namespace cli
