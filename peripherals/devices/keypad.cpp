#include "peripherals/devices/keypad.h"

#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Stimulus keypad_stimuli[] = {
    text_stimulus<&Keypad::hold>("keys", "that are held, by their labels: \"15\"; nothing for none"),
};
} // namespace

Keypad::Keypad(Machine& machine, std::string name, const std::vector<Net*>& rows,
               const std::vector<Net*>& columns, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    std::string sorted = config.labels;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.empty() || sorted.size() != rows.size() * columns.size() ||
        std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
        throw Error(Device::name() + ": each key wants a label of its own");
    }
    for (Net* row : rows) {
        for (Net* column : columns) {
            keys_.push_back({std::make_unique<Contact>(*row, *column)});
        }
    }
}

std::span<const Stimulus> Keypad::stimuli() const {
    return keypad_stimuli;
}

void Keypad::inspect(Inspector& inspector) const {
    std::string held;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        held += keys_[i].held ? std::string(1, config_.labels[i]) : "";
    }
    inspector.text("keys", held);
}

void Keypad::hold(std::string_view labels) {
    if (labels.find_first_not_of(config_.labels) != std::string_view::npos) {
        report("keypad.key", "a key that it does not have");
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        const bool held = labels.find(config_.labels[i]) != std::string_view::npos;
        keys_[i].moving = held != keys_[i].held;
        keys_[i].held = held;
        if (!keys_[i].moving) {
            keys_[i].contact->close(held);
        }
    }
    moves_left_ = 2 * config_.bounces;
    move_contacts();
}

/// As a button's.
void Keypad::move_contacts() {
    for (Key& key : keys_) {
        if (key.moving) {
            key.contact->close(moves_left_ % 2 == 0 ? key.held : !key.held);
        }
    }
    if (moves_left_ == 0) {
        bounce_.disarm();
        return;
    }
    --moves_left_;
    bounce_.arm(now() + config_.bounce_us * ps_per_us / (2 * config_.bounces));
}

} // namespace peripherals::devices
