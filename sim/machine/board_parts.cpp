#include "sim/machine/board_parts.h"

#include "peripherals/devices/button.h"
#include "peripherals/devices/piezo_speaker.h"
#include "peripherals/devices/pull_resistor.h"
#include "peripherals/devices/vfd_8840a.h"
#include "peripherals/devices/voltage_source.h"
#include "sim/machine/part_source.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

constexpr std::uint64_t highest_time_us = 10'000'000;
constexpr std::uint64_t most_bounces = 1000;
constexpr std::uint16_t boot_select_kohm = 1; // between button and flash, as on a Pico
constexpr std::uint64_t highest_mv = 5000;
constexpr double largest_mm = 1000;
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789_";

devices::Button::Config read_contact(const PartSource& source) {
    devices::Button::Config config;
    if (source.value.has("bounces")) {
        config.bounces = static_cast<unsigned>(source.value.at("bounces").number(0, most_bounces));
    }
    if (source.value.has("bounce_us")) {
        config.bounce_us = static_cast<std::int64_t>(source.value.at("bounce_us").number(1, highest_time_us));
    }
    return config;
}

template <bool latching> Maker read_button(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "gpio", "pull_up", "bounces", "bounce_us"});
    devices::Button::Config config = read_contact(source);
    config.latching = latching;
    source.flag("pull_up", config.pull_up);
    return [gpio = source.gpio("gpio"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Button>(chip, name, chip.pin(gpio), config);
    };
}

Maker read_reset_button(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "bounces", "bounce_us"});
    devices::Button::Config config = read_contact(source);
    config.pull_up = false; // the chip's own
    return [config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Button>(chip, name, chip.reset_pin(), config);
    };
}

Maker read_bootsel_button(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "bounces", "bounce_us"});
    if (!source.pins.boot_select_pin) {
        source.value.fail("this board's chip has no pin for it");
    }
    devices::Button::Config config = read_contact(source);
    config.pull_up = false; // the pad's
    config.series_kohm = boot_select_kohm;
    return [config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Button>(chip, name, *chip.boot_select_pin(), config);
    };
}

template <core::Pull pull> Maker read_pull(const PartSource& source) {
    source.value.check_keys({"type", "gpio"});
    return [gpio = source.gpio("gpio")](Chip& chip, const std::string& name) {
        return std::make_unique<devices::PullResistor>(chip, name, chip.pin(gpio), pull);
    };
}

Maker read_piezo(const PartSource& source) {
    source.value.check_keys({"type", "gpio"});
    return [gpio = source.gpio("gpio")](Chip& chip, const std::string& name) {
        return std::make_unique<devices::PiezoSpeaker>(chip, name, chip.pin(gpio));
    };
}

Maker read_vfd_8840a(const PartSource& source) {
    using Display = devices::Vfd8840a;
    source.value.check_keys(
        {"type", "at_mm", "pitch_mm", "grids", "segments", "text", "period_us", "blanking_us", "skew_us"});
    const Gpios grids = source.outputs("grids");
    const Gpios segments = source.outputs("segments");
    if (grids.size() != devices::vfd_8840a::grids) {
        source.value.at("grids").fail("the GPIOs of 8 lines are wanted here: G0 to G7");
    }
    if (segments.size() != devices::vfd_8840a::segments) {
        source.value.at("segments")
            .fail("the GPIOs of 11 lines are wanted here: PA to PG, PDP, PS1, PS2, PS3");
    }
    Display::Config config;
    source.integer("period_us", Display::shortest_period_us, Display::longest_period_us, config.period_us);
    source.integer("blanking_us", 0, Display::longest_period_us, config.blanking_us);
    source.integer("skew_us", 0, Display::longest_period_us, config.skew_us);
    if (source.value.has("text")) {
        config.text = source.value.at("text").text();
    }
    return [grids, segments, config](Chip& chip, const std::string& name) {
        Display::Nets nets{};
        std::ranges::copy(nets_of(chip, grids), nets.grids.begin());
        std::ranges::copy(nets_of(chip, segments), nets.segments.begin());
        return std::make_unique<Display>(chip, name, nets, config);
    };
}

Maker read_voltage(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "mv"});
    const std::uint64_t mv = source.value.has("mv") ? source.value.at("mv").number(0, highest_mv) : 0;
    return [gpio = source.output("gpio"), mv](Chip& chip, const std::string& name) {
        auto part = std::make_unique<devices::VoltageSource>(chip, name, chip.pin(gpio),
                                                             static_cast<std::int64_t>(mv));
        chip.connect_source(gpio, *part);
        return part;
    };
}

constexpr PartKind kinds[] = {
    {"bootsel_button", read_bootsel_button        },
    {"button",         read_button<false>         },
    {"piezo",          read_piezo                 },
    {"pull_down",      read_pull<core::Pull::Down>},
    {"pull_up",        read_pull<core::Pull::Up>  },
    {"reset_button",   read_reset_button          },
    {"switch",         read_button<true>          },
    {"vfd_8840a",      read_vfd_8840a             },
    {"voltage",        read_voltage               },
};

} // namespace

BoardFile::Wire read_wire(const YamlValue& value, const ChipPins& pins) {
    const std::string name = value.text();
    if (name.empty() || letters.find(name.front()) == std::string_view::npos) {
        return {static_cast<unsigned>(value.number(0, pins.highest_gpio)), {}};
    }
    for (const BoardFile::Pin& pin : *pins.named) {
        if (pin.name == name) {
            return {pin.gpio, {}};
        }
    }
    for (const char character : name) {
        if (letters.find(character) == std::string_view::npos &&
            digits.find(character) == std::string_view::npos) {
            value.fail(fmt::format("'{}': names of nets are letters, digits and underscores", name));
        }
    }
    return {std::nullopt, name};
}

BoardFile::Part read_part(const std::string& name, const YamlValue& value, const ChipPins& pins) {
    value.entries();
    const YamlValue type = value.at("type");
    std::string names;
    for (const auto table :
         {std::span<const PartKind>(kinds), control_parts(), display_parts(), light_parts(),
          measuring_parts(), motion_parts(), network_parts(), register_parts(), sensor_parts(),
          single_wire_parts(), storage_parts(), uart_parts()}) {
        for (const PartKind& kind : table) {
            if (kind.type == type.text()) {
                BoardFile::Part part;
                part.name = name;
                part.type = type.text();
                part.place = value.place();
                part.make = kind.read({value, pins, part.contacts});
                if (value.has("at_mm")) {
                    part.at = read_place(value.at("at_mm"));
                }
                if (value.has("pitch_mm")) {
                    part.pitch_mm = value.at("pitch_mm").decimal(0, largest_mm);
                }
                return part;
            }
            names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.type);
        }
    }
    type.fail(fmt::format("no part of type '{}' is modelled; known: {}", type.text(), names));
}

BoardFile::Place read_place(const YamlValue& value) {
    const std::vector<YamlValue> items = value.items();
    if (items.size() != 2) {
        value.fail("two numbers of millimetres are wanted here: [x, y]");
    }
    return {items[0].decimal(0, largest_mm), items[1].decimal(0, largest_mm)};
}

std::uint32_t read_colour(const YamlValue& value) {
    const std::string word = value.text();
    std::uint32_t colour = 0;
    const char* const last = word.data() + word.size();
    if (word.size() == 7 && word[0] == '#') {
        const auto [end, error] = std::from_chars(word.data() + 1, last, colour, 16);
        if (error == std::errc() && end == last) {
            return colour;
        }
    }
    value.fail(fmt::format("a colour is wanted here, \"#rrggbb\", not '{}'", word));
}

} // namespace sim::machine
