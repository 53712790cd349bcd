#include "peripherals/devices/joystick.h"

#include "peripherals/devices/contact_pin.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::int64_t end = 1000; // permille of the way to either side
constexpr Stimulus joystick_stimuli[] = {
    {"x_permille", -end, end, stimulus<&Joystick::set_x>,       "of its way from the middle"    },
    {"y_permille", -end, end, stimulus<&Joystick::set_y>,       "of its way from the middle"    },
    {"pressed",    0,    1,   stimulus<&Joystick::set_pressed>, "a thumb that presses the stick"},
};
} // namespace

Joystick::Joystick(Machine& machine, std::string name, const Nets& nets, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    x_.output.connect(nets.x);
    y_.output.connect(nets.y);
    if (nets.button != nullptr) {
        button_.connect(*nets.button, nullptr, 0);
    }
    set_x(0);
    set_y(0);
    set_pressed(0);
}

void Joystick::inspect(Inspector& inspector) const {
    inspector.number("x", x_.permille, "permille");
    inspector.number("y", y_.permille, "permille");
    inspector.number("pressed", pressed_ ? 1 : 0);
}

std::span<const Stimulus> Joystick::stimuli() const {
    return joystick_stimuli;
}

void Joystick::move(Axis& axis, std::int64_t permille) {
    axis.permille = permille;
    axis.output.set_uv(config_.supply_mv * (end + permille) / 2);
}

void Joystick::set_x(std::int64_t permille) {
    move(x_, permille);
}

void Joystick::set_y(std::int64_t permille) {
    move(y_, permille);
}

void Joystick::set_pressed(std::int64_t pressed) {
    pressed_ = pressed != 0;
    button_.set(contact_to_ground(pressed_, config_.pull_up));
}

} // namespace peripherals::devices
