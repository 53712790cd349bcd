#include "peripherals/devices/diode_part.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

DiodePart::DiodePart(Machine& machine, std::string name, const std::vector<Line>& lines,
                     std::vector<DiodeGrid::Diode> diodes, std::int64_t window_us)
    : Part(machine, std::move(name)), lines_(lines),
      grid_(lines.size(), std::move(diodes), window_us * ps_per_us), pins_(lines.size()) {
    for (unsigned line = 0; line < lines_.size(); ++line) {
        if (lines_[line].net != nullptr) {
            pins_[line].connect(*lines_[line].net, this, line);
            pins_[line].watch_drive();
        }
    }
}

void DiodePart::look() {
    for (unsigned line = 0; line < lines_.size(); ++line) {
        set_line(line, lines_[line].net != nullptr ? pins_[line].level() : lines_[line].always);
    }
    on_light();
}

void DiodePart::on_edge(unsigned line, Level level) {
    set_line(line, level);
    on_light();
}

void DiodePart::set_line(unsigned line, Level level) {
    const bool driven = !pins_[line].connected() || pins_[line].net().drive_ma() != 0;
    Level seen = driven || lines_[line].inverted ? feed(line, level) : Level::Floating;
    if (lines_[line].inverted && seen != Level::Floating) {
        seen = seen == Level::High ? Level::Low : Level::High;
    }
    grid_.set_line(line, seen, now());
}

} // namespace peripherals::devices
