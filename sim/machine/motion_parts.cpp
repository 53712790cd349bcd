#include "peripherals/devices/a4988.h"
#include "peripherals/devices/hc_sr04.h"
#include "peripherals/devices/potentiometer.h"
#include "peripherals/devices/rotary_encoder.h"
#include "peripherals/devices/servo.h"
#include "peripherals/devices/stepper.h"
#include "sim/machine/part_source.h"

#include <memory>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;
constexpr std::int64_t highest_mv = 5000;
constexpr std::int64_t highest_mm = 10'000;
constexpr std::int64_t highest_time_us = 10'000'000;
constexpr std::int64_t steps_per_detent = 4;

Maker read_hc_sr04(const PartSource& source) {
    source.value.check_keys({"type", "trigger", "echo", "distance_mm", "echo_mv"});
    devices::HcSr04::Config config;
    source.integer("distance_mm", 0, highest_mm, config.distance_mm);
    source.integer("echo_mv", 0, highest_mv, config.echo_mv);
    return [trigger = source.gpio("trigger"), echo = source.output("echo"), config](Chip& chip,
                                                                                    const std::string& name) {
        return std::make_unique<devices::HcSr04>(chip, name, chip.pin(trigger), chip.pin(echo), config);
    };
}

Maker read_potentiometer(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "position_percent", "supply_mv"});
    devices::Potentiometer::Config config;
    std::int64_t percent = 0;
    source.integer("position_percent", 0, 100, percent);
    config.position_permille = 10 * percent;
    source.integer("supply_mv", 0, highest_mv, config.supply_mv);
    return [gpio = source.output("gpio"), config](Chip& chip, const std::string& name) {
        auto part = std::make_unique<devices::Potentiometer>(chip, name, chip.pin(gpio), config);
        chip.connect_source(gpio, *part);
        return part;
    };
}

Maker read_rotary_encoder(const PartSource& source) {
    source.value.check_keys({"type", "a", "b", "pull_up", "detent_us"});
    devices::RotaryEncoder::Config config;
    if (source.value.has("pull_up")) {
        config.pull_up = source.value.at("pull_up").boolean();
    }
    source.integer("detent_us", steps_per_detent, highest_time_us, config.detent_us);
    return [a = source.gpio("a"), b = source.gpio("b"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::RotaryEncoder>(chip, name, chip.pin(a), chip.pin(b), config);
    };
}

Maker read_servo(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "shortest_us", "longest_us", "degrees", "ms_per_60_degrees"});
    devices::Servo::Config config;
    source.integer("shortest_us", 1, highest_time_us, config.shortest_us);
    source.integer("longest_us", 1, highest_time_us, config.longest_us);
    source.integer("degrees", 1, 3600, config.degrees);
    source.integer("ms_per_60_degrees", 1, 100'000, config.ms_per_60_degrees);
    if (config.longest_us <= config.shortest_us) {
        source.value.fail("longest_us has to be more than shortest_us");
    }
    return [gpio = source.gpio("gpio"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Servo>(chip, name, chip.pin(gpio), config);
    };
}

Maker read_stepper(const PartSource& source) {
    source.value.check_keys({"type", "coils", "phases", "steps_per_turn", "highest_steps_per_s"});
    devices::Stepper::Config config;
    config.unipolar = source.value.has("phases");
    const std::string_view key = config.unipolar ? "phases" : "coils";
    const Gpios wires = source.gpios(key);
    if (wires.size() != 4) {
        source.value.at(key).fail("four wires are wanted here");
    }
    source.integer("steps_per_turn", 1, 1'000'000, config.steps_per_turn);
    source.integer("highest_steps_per_s", 1, 1'000'000, config.highest_steps_per_s);
    return [wires, config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Stepper>(chip, name, nets_of(chip, wires), config);
    };
}

Maker read_a4988(const PartSource& source) {
    using devices::A4988;
    source.value.check_keys(
        {"type", "step", "dir", "ms1", "ms2", "ms3", "enable", "sleep", "reset", "outputs"});
    const auto outputs = source.optional_outputs("outputs");
    if (outputs.size() != A4988::outputs) {
        source.value.at("outputs").fail("four wires are wanted here: 1A, 1B, 2A, 2B");
    }
    return [step = source.gpio("step"), dir = source.gpio("dir"), ms1 = source.optional_gpio("ms1"),
            ms2 = source.optional_gpio("ms2"), ms3 = source.optional_gpio("ms3"),
            enable = source.optional_gpio("enable"), sleep = source.optional_gpio("sleep"),
            reset = source.optional_gpio("reset"), outputs](Chip& chip, const std::string& name) {
        A4988::Nets nets{chip.pin(step), chip.pin(dir)};
        nets.ms = {net_of(chip, ms1), net_of(chip, ms2), net_of(chip, ms3)};
        nets.enable = net_of(chip, enable);
        nets.sleep = net_of(chip, sleep);
        nets.reset = net_of(chip, reset);
        for (std::size_t i = 0; i < A4988::outputs; ++i) {
            nets.coils[i] = net_of(chip, outputs[i]);
        }
        return std::make_unique<A4988>(chip, name, nets);
    };
}

constexpr PartKind kinds[] = {
    {"a4988",          read_a4988         },
    {"stepper",        read_stepper       },
    {"hc_sr04",        read_hc_sr04       },
    {"potentiometer",  read_potentiometer },
    {"rotary_encoder", read_rotary_encoder},
    {"servo",          read_servo         },
};

} // namespace

std::span<const PartKind> motion_parts() {
    return kinds;
}

} // namespace sim::machine
