#pragma once

#include "sim/machine/board_parts.h"
#include "sim/machine/chip.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim::machine {

using Wire = BoardFile::Wire;
using Gpios = std::vector<Wire>;

/// What a kind of part is read from.
struct PartSource {
    const YamlValue& value;
    const ChipPins& pins;
    std::vector<BoardFile::Contact>& contacts; // gets what these functions read

    Wire gpio(std::string_view key) const { return read_gpio(value.at(key), std::string(key), false); }
    /// Of a pin that the part drives: no other one may drive the same GPIO.
    Wire output(std::string_view key) const { return read_gpio(value.at(key), std::string(key), true); }
    std::optional<Wire> optional_gpio(std::string_view key) const {
        return value.has(key) ? std::optional(gpio(key)) : std::nullopt;
    }
    std::optional<Wire> optional_output(std::string_view key) const {
        return value.has(key) ? std::optional(output(key)) : std::nullopt;
    }
    Gpios gpios(std::string_view key) const { return read_gpios(key, false); }
    Gpios outputs(std::string_view key) const { return read_gpios(key, true); }
    /// Outputs, of which "nc" is one that is not connected.
    std::vector<std::optional<Wire>> optional_outputs(std::string_view key) const {
        std::vector<std::optional<Wire>> result;
        for (const YamlValue& item : value.at(key).items()) {
            const std::string pin = std::string(key) + "." + std::to_string(result.size());
            result.push_back(item.text() == "nc" ? std::nullopt : std::optional(read_gpio(item, pin, true)));
        }
        return result;
    }
    /// Replaces `number` if the key is there.
    void integer(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& number) const {
        if (value.has(key)) {
            number = value.at(key).integer(least, most);
        }
    }
    void flag(std::string_view key, bool& is_set) const {
        if (value.has(key)) {
            is_set = value.at(key).boolean();
        }
    }
    void colour(std::string_view key, std::uint32_t& rgb) const {
        if (value.has(key)) {
            rgb = read_colour(value.at(key));
        }
    }

private:
    Wire read_gpio(const YamlValue& where, std::string pin, bool drives) const {
        Wire result = read_wire(where, pins);
        contacts.push_back({std::move(pin), result, drives, where.place()});
        return result;
    }
    Gpios read_gpios(std::string_view key, bool drives) const {
        Gpios result;
        for (const YamlValue& item : value.at(key).items()) {
            result.push_back(read_gpio(item, std::string(key) + "." + std::to_string(result.size()), drives));
        }
        return result;
    }
};

/// A type of part in board files, and what reads it.
struct PartKind {
    std::string_view type;
    BoardFile::Part::Maker (*read)(const PartSource& source);
};

inline std::int64_t thousandths(double value) {
    return std::llround(value * 1000);
}

inline core::Net* net_of(Chip& chip, const std::optional<Wire>& wire) {
    return wire ? &chip.pin(*wire) : nullptr;
}

inline std::vector<core::Net*> nets_of(Chip& chip, const Gpios& wires) {
    std::vector<core::Net*> nets;
    for (const Wire& wire : wires) {
        nets.push_back(&chip.pin(wire));
    }
    return nets;
}

/// Scales and gas sensors: what measures and is no sensor of motion.
std::span<const PartKind> measuring_parts();
/// OLEDs and character displays.
std::span<const PartKind> display_parts();
/// What stands between a chip and other parts, contacts and what they are made of.
std::span<const PartKind> control_parts();
/// What shines and is no screen.
std::span<const PartKind> light_parts();
/// What a hand turns or a motor, and distances.
std::span<const PartKind> motion_parts();
/// Ethernet.
std::span<const PartKind> network_parts();
/// Memories, clocks and registers that the file describes.
std::span<const PartKind> register_parts();
/// Sensors of motion, fields and air on a bus.
std::span<const PartKind> sensor_parts();
/// What has a wire of its own for data.
std::span<const PartKind> single_wire_parts();
/// Memory cards.
std::span<const PartKind> storage_parts();
/// What talks by a UART or on I2C, as the file describes.
std::span<const PartKind> uart_parts();

} // namespace sim::machine
