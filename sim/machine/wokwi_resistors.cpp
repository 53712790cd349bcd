#include "sim/machine/wokwi_resistors.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace sim::machine {

namespace {

/// "220", "4.7k", "1M".
std::optional<double> parse_ohms(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(end, text.data() + text.size());
    const double factor = unit.empty() ? 1 : unit == "k" || unit == "K" ? 1e3 : unit == "M" ? 1e6 : 0;
    return error == std::errc() && factor != 0 && value >= 0 ? std::optional(value * factor) : std::nullopt;
}

} // namespace

void WokwiResistors::read(const std::vector<WokwiPart>& parts, WokwiNets& nets) {
    std::vector<Resistor> resistors;
    for (const WokwiPart& part : parts) {
        if (part.type != "wokwi-resistor") {
            continue;
        }
        const std::string text = part.attribute("value");
        const std::optional<double> ohms = parse_ohms(text.empty() ? "1000" : text);
        if (!ohms) {
            part.value.fail(fmt::format("'{}' is no resistance; write 220, 4.7k or 1M", text));
        }
        resistors.push_back({&part, part.pin("1"), part.pin("2"), *ohms});
    }
    note_ends(parts, resistors, nets);
    const auto is_series = [&nets](const Resistor& resistor) {
        return !nets.is_power(resistor.a) && !nets.is_power(resistor.b);
    };
    const auto others = std::stable_partition(resistors.begin(), resistors.end(), is_series);
    std::for_each(resistors.begin(), others, [&nets](const auto& series) { nets.join(series.a, series.b); });
    for (auto resistor = others; resistor != resistors.end(); ++resistor) {
        const bool first_is_power = nets.is_power(resistor->a);
        const std::string& signal = first_is_power ? resistor->b : resistor->a;
        const std::string& power = first_is_power ? resistor->a : resistor->b;
        if (nets.is_power(signal)) {
            continue;
        }
        if (nets.gpios(signal).empty()) {
            nets.join(signal, power); // in series with an LED or a button
        } else {
            (nets.is_ground(power) ? downs_ : ups_)
                .push_back({resistor->part, signal, power, resistor->ohms});
        }
    }
}

void WokwiResistors::note_ends(const std::vector<WokwiPart>& parts, const std::vector<Resistor>& resistors,
                               const WokwiNets& nets) {
    for (const WokwiPart& part : parts) {
        const WokwiKind* const kind = find_wokwi_kind(part.type);
        if (kind == nullptr || kind->ours.empty()) {
            continue;
        }
        for (const std::string& name : pins_of_wokwi_kind(*kind)) {
            const std::string pin = part.pin(name);
            for (const Resistor& resistor : resistors) {
                if (!nets.is_power(pin) && (nets.same(pin, resistor.a) || nets.same(pin, resistor.b))) {
                    ohms_[pin] = resistor.ohms;
                }
            }
        }
    }
}

} // namespace sim::machine
