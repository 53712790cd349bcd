#include "peripherals/devices/i2c_peer.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

I2cPeer::I2cPeer(Machine& machine, std::string name, Net& scl, Net& sda, Config config)
    : I2cTarget(machine, std::move(name), scl, sda, config.address), config_(std::move(config)),
      stimuli_(described_stimuli<most_message_quantities, &I2cPeer::set_quantity>(config_.quantities)) {
    for (const MessageQuantity& quantity : config_.quantities) {
        world_.push_back(quantity.initial);
    }
}

void I2cPeer::reset() {
    I2cTarget::reset();
    state_ = {};
    for (const PeriodicMessage& periodic : config_.periodic) {
        state_.due.push_back(now() + periodic.every);
    }
    arm();
}

void I2cPeer::inspect(Inspector& inspector) const {
    for (std::size_t i = 0; i < world_.size(); ++i) {
        inspector.number(config_.quantities[i].name, world_[i]);
    }
    inspector.number("messages", state_.messages);
    inspector.number("lost", state_.lost);
    inspector.number("written", state_.written, "bytes");
}

void I2cPeer::arm() {
    due_.arm(state_.due.empty() ? never : *std::ranges::min_element(state_.due));
}

void I2cPeer::say_due() {
    for (std::size_t i = 0; i < state_.due.size(); ++i) {
        if (state_.due[i] > now()) {
            continue;
        }
        state_.due[i] += config_.periodic[i].every;
        const std::vector<std::uint8_t> bytes = config_.periodic[i].message.bytes(world_);
        if (state_.waiting.size() + bytes.size() > config_.buffer_bytes) {
            ++state_.lost;
            continue;
        }
        ++state_.messages;
        state_.waiting.insert(state_.waiting.end(), bytes.begin(), bytes.end());
    }
    arm();
}

bool I2cPeer::on_byte(std::uint8_t) {
    ++state_.written;
    return true;
}

std::uint8_t I2cPeer::next_byte() {
    if (state_.waiting.empty()) {
        return config_.filler;
    }
    const std::uint8_t byte = state_.waiting.front();
    state_.waiting.pop_front();
    return byte;
}

} // namespace peripherals::devices
