#include "peripherals/devices/led.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::int64_t window_us = 20'000; // what an eye takes together
constexpr std::uint32_t ppm_per_percent = 10'000;

std::vector<DiodeGrid::Diode> diodes_at(std::size_t nets, bool active_low) {
    std::vector<DiodeGrid::Diode> diodes;
    const auto common = static_cast<unsigned>(nets);
    for (unsigned i = 0; i < nets; ++i) {
        diodes.push_back(active_low ? DiodeGrid::Diode{common, i} : DiodeGrid::Diode{i, common});
    }
    return diodes;
}
} // namespace

Led::Led(Machine& machine, std::string name, const std::vector<Net*>& nets, const Config& config)
    : DiodePart(
          machine, std::move(name),
          [&nets, &config] {
              std::vector<Line> lines(nets.size() + 1);
              for (std::size_t i = 0; i < nets.size(); ++i) {
                  lines[i].net = nets[i];
              }
              lines.back().always = config.active_low ? Level::High : Level::Low;
              return lines;
          }(),
          diodes_at(nets.size(), config.active_low), window_us),
      config_(config), was_lit_(config.diodes.size()) {
    if (nets.empty() || nets.size() != config.diodes.size()) {
        throw Error(Device::name() + ": each diode wants a pin");
    }
    for (unsigned i = 0; i < nets.size(); ++i) {
        const std::int64_t mv = std::max<std::int64_t>(config.supply_mv - config.diodes[i].forward_mv, 0);
        const auto ua = static_cast<std::uint32_t>(1000 * mv / config.resistor_ohm);
        set_load(i, config.active_low ? Load{.low_ua = ua} : Load{.high_ua = ua});
    }
    look();
}

std::int64_t Led::excess_mv(std::size_t diode) const {
    const NetPin& wire = pin(static_cast<unsigned>(diode));
    const std::int64_t mv = config_.active_low ? config_.supply_mv : wire.net().driven_mv();
    return mv - config_.diodes[diode].forward_mv;
}

Level Led::feed(unsigned line, Level level) const {
    const Level wanted = config_.active_low ? Level::Low : Level::High;
    if (line < config_.diodes.size() && level == wanted && excess_mv(line) <= 0) {
        return Level::Floating;
    }
    return level;
}

void Led::on_light() {
    for (std::size_t i = 0; i < config_.diodes.size(); ++i) {
        const std::int64_t ua = current_ua(i);
        if (ua != 0 && !was_lit_[i]) {
            latest_ua_ = ua;
            if (ua > 1000 * config_.most_ma) {
                report("led.current", "its resistor lets more through than the diode stands");
            }
        }
        was_lit_[i] = ua != 0;
    }
}

std::int64_t Led::current_ua(std::size_t diode) const {
    return lit(diode) ? 1000 * excess_mv(diode) / config_.resistor_ohm : 0;
}

std::int64_t Led::brightness(std::size_t diode) const {
    return (share_ppm(diode) + ppm_per_percent / 2) / ppm_per_percent;
}

void Led::inspect(Inspector& inspector) const {
    if (config_.one_lens) {
        std::uint32_t mixed = 0;
        for (std::size_t i = 0; i < config_.diodes.size(); ++i) {
            mixed |= scaled(config_.diodes[i].colour, share_ppm(i), million);
        }
        inspector.text("colour", colour_text(mixed));
        return;
    }
    if (config_.diodes.size() > 1) {
        std::string levels;
        for (std::size_t i = 0; i < config_.diodes.size(); ++i) {
            levels += (i == 0 ? "" : " ") + std::to_string(brightness(i));
        }
        inspector.text("brightness", levels);
        return;
    }
    inspector.number("brightness", brightness(0), "%");
    inspector.number("current", latest_ua_, "uA");
}

std::uint32_t Led::colour(std::size_t x, std::size_t) const {
    if (!config_.one_lens) {
        return dimmed(config_.diodes[x].colour, share_ppm(x));
    }
    std::uint32_t mixed = 0;
    for (std::size_t i = 0; i < config_.diodes.size(); ++i) {
        mixed |= dimmed(config_.diodes[i].colour, share_ppm(i));
    }
    return mixed;
}

} // namespace peripherals::devices
