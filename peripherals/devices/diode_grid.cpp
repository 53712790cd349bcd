#include "peripherals/devices/diode_grid.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

DiodeGrid::DiodeGrid(std::size_t lines, std::vector<Diode> diodes, Time window)
    : diodes_(std::move(diodes)), diodes_at_(lines), window_ps_(window), lines_(lines, Level::Floating),
      lights_(diodes_.size()) {
    for (std::size_t i = 0; i < diodes_.size(); ++i) {
        for (const unsigned line : {diodes_[i].anode, diodes_[i].cathode}) {
            if (line >= lines) {
                throw Error("a diode between lines that are not there");
            }
            diodes_at_[line].push_back(i);
        }
    }
}

bool DiodeGrid::lit(std::size_t diode) const {
    return lights_[diode].since != never;
}

Time DiodeGrid::lit_before(const Light& light, std::int64_t window) const {
    const std::int64_t passed = window - window_;
    const bool lit = light.since != never;
    if (passed == 0) {
        return light.lit_before;
    }
    if (passed == 1) {
        return light.lit_for + (lit ? (window_ + 1) * window_ps_ - light.since : 0);
    }
    return lit ? window_ps_ : 0; // whole windows without an edge
}

void DiodeGrid::conclude_windows(Time now) {
    const std::int64_t window = now / window_ps_;
    if (window == window_) {
        return;
    }
    for (Light& light : lights_) {
        light.lit_before = lit_before(light, window);
        light.lit_for = 0;
        if (light.since != never) {
            light.since = window * window_ps_;
        }
    }
    window_ = window;
}

void DiodeGrid::set_line(unsigned line, Level level, Time now) {
    conclude_windows(now);
    lines_[line] = level;
    for (const std::size_t i : diodes_at_[line]) {
        const Diode& diode = diodes_[i];
        const bool shines = lines_[diode.anode] == Level::High && lines_[diode.cathode] == Level::Low;
        Light& light = lights_[i];
        if (shines && light.since == never) {
            light.since = now;
        } else if (!shines && light.since != never) {
            light.lit_for += now - light.since;
            light.since = never;
        }
    }
}

Time DiodeGrid::lit_for(std::size_t diode, Time now) const {
    return lit_before(lights_[diode], now / window_ps_);
}

std::uint32_t DiodeGrid::share_ppm(std::size_t diode, Time now) const {
    return static_cast<std::uint32_t>(muldiv(lit_for(diode, now), million, window_ps_));
}

} // namespace peripherals::devices
