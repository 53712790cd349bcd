#include "peripherals/devices/divider_sensor.h"
#include "peripherals/devices/joystick.h"
#include "peripherals/devices/keypad.h"
#include "peripherals/devices/pir.h"
#include "peripherals/devices/relay.h"
#include "peripherals/devices/shift_register.h"
#include "sim/machine/part_source.h"

#include <memory>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

constexpr std::int64_t highest_mv = 5000;
constexpr std::int64_t largest_ohm = 10'000'000;
constexpr std::int64_t highest_time_us = 10'000'000;
constexpr std::int64_t highest_time_ms = 10'000'000;
constexpr std::int64_t most_bounces = 1000;

Maker read_shift_register(const PartSource& source) {
    using devices::ShiftRegister;
    source.value.check_keys({"type", "data", "clock", "latch", "oe", "clear", "outputs", "data_out"});
    const auto outputs =
        source.value.has("outputs") ? source.optional_outputs("outputs") : std::vector<std::optional<Wire>>{};
    if (outputs.size() > ShiftRegister::bits) {
        source.value.at("outputs").fail(fmt::format("a register has {} outputs", ShiftRegister::bits));
    }
    return [data = source.gpio("data"), clock = source.gpio("clock"), latch = source.gpio("latch"),
            oe = source.optional_gpio("oe"), clear = source.optional_gpio("clear"), outputs,
            data_out = source.optional_output("data_out")](Chip& chip, const std::string& name) {
        ShiftRegister::Nets nets{chip.pin(data), chip.pin(clock), chip.pin(latch), net_of(chip, oe),
                                 net_of(chip, clear)};
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            nets.outputs[i] = net_of(chip, outputs[i]);
        }
        nets.qh = net_of(chip, data_out);
        return std::make_unique<ShiftRegister>(chip, name, nets);
    };
}

Maker read_keypad(const PartSource& source) {
    source.value.check_keys({"type", "rows", "columns", "labels", "bounces", "bounce_us"});
    const Gpios rows = source.gpios("rows");
    const Gpios columns = source.gpios("columns");
    devices::Keypad::Config config;
    if (columns.size() == 3) {
        config.labels = "123456789*0#";
    }
    if (source.value.has("labels")) {
        config.labels = source.value.at("labels").text();
    }
    if (rows.empty() || columns.empty() || config.labels.size() != rows.size() * columns.size()) {
        source.value.fail(
            fmt::format("{} rows and {} columns want as many `labels` as there are keys, row by row",
                        rows.size(), columns.size()));
    }
    std::int64_t bounces = 0;
    source.integer("bounces", 0, most_bounces, bounces);
    config.bounces = static_cast<unsigned>(bounces);
    source.integer("bounce_us", 1, highest_time_us, config.bounce_us);
    return [rows, columns, config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Keypad>(chip, name, nets_of(chip, rows), nets_of(chip, columns),
                                                 config);
    };
}

Maker read_joystick(const PartSource& source) {
    source.value.check_keys({"type", "x", "y", "button", "supply_mv", "pull_up"});
    devices::Joystick::Config config;
    source.integer("supply_mv", 0, highest_mv, config.supply_mv);
    source.flag("pull_up", config.pull_up);
    return [x = source.output("x"), y = source.output("y"), button = source.optional_gpio("button"),
            config](Chip& chip, const std::string& name) {
        auto part = std::make_unique<devices::Joystick>(
            chip, name, devices::Joystick::Nets{chip.pin(x), chip.pin(y), net_of(chip, button)}, config);
        chip.connect_source(x, part->x());
        chip.connect_source(y, part->y());
        return part;
    };
}

Maker read_relay(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "active_low", "operate_ms", "release_ms", "common",
                             "normally_open", "normally_closed"});
    devices::Relay::Config config;
    source.flag("active_low", config.active_low);
    source.integer("operate_ms", 0, highest_time_ms, config.operate_ms);
    source.integer("release_ms", 0, highest_time_ms, config.release_ms);
    return [gpio = source.gpio("gpio"), common = source.optional_gpio("common"),
            open = source.optional_gpio("normally_open"), closed = source.optional_gpio("normally_closed"),
            config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Relay>(chip, name,
                                                devices::Relay::Nets{chip.pin(gpio), net_of(chip, common),
                                                                     net_of(chip, open),
                                                                     net_of(chip, closed)},
                                                config);
    };
}

Maker read_pir(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "hold_ms", "block_ms", "warm_up_ms", "retrigger"});
    devices::Pir::Config config;
    source.integer("hold_ms", 1, highest_time_ms, config.hold_ms);
    source.integer("block_ms", 0, highest_time_ms, config.block_ms);
    source.integer("warm_up_ms", 0, highest_time_ms, config.warm_up_ms);
    source.flag("retrigger", config.retrigger);
    return [gpio = source.output("gpio"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Pir>(chip, name, chip.pin(gpio), config);
    };
}

void read_divider(const PartSource& source, devices::DividerSensor::Divider& divider) {
    source.integer("series_ohm", 1, largest_ohm, divider.series_ohm);
    source.integer("supply_mv", 0, highest_mv, divider.supply_mv);
    source.flag("to_supply", divider.to_supply);
}

template <class Sensor>
Maker make_divider_sensor(const PartSource& source, const typename Sensor::Config& config) {
    return [gpio = source.output("gpio"), config](Chip& chip, const std::string& name) {
        auto part = std::make_unique<Sensor>(chip, name, chip.pin(gpio), config);
        chip.connect_source(gpio, part->output());
        return part;
    };
}

Maker read_ntc(const PartSource& source) {
    source.value.check_keys(
        {"type", "gpio", "series_ohm", "supply_mv", "to_supply", "r25_ohm", "beta_k", "temperature_c"});
    devices::Ntc::Config config;
    read_divider(source, config.divider);
    source.integer("r25_ohm", 1, largest_ohm, config.r25_ohm);
    source.integer("beta_k", 1, 10'000, config.beta_k);
    if (source.value.has("temperature_c")) {
        config.temperature_mc = thousandths(source.value.at("temperature_c").decimal(-55, 200));
    }
    return make_divider_sensor<devices::Ntc>(source, config);
}

Maker read_photoresistor(const PartSource& source) {
    source.value.check_keys(
        {"type", "gpio", "series_ohm", "supply_mv", "to_supply", "r10_ohm", "gamma_permille", "light_lx"});
    devices::Photoresistor::Config config;
    read_divider(source, config.divider);
    source.integer("r10_ohm", 1, largest_ohm, config.r10_ohm);
    source.integer("gamma_permille", 1, 2000, config.gamma_permille);
    source.integer("light_lx", 0, 100'000, config.light_lx);
    return make_divider_sensor<devices::Photoresistor>(source, config);
}

constexpr PartKind kinds[] = {
    {"joystick",       read_joystick      },
    {"keypad",         read_keypad        },
    {"ntc",            read_ntc           },
    {"photoresistor",  read_photoresistor },
    {"pir",            read_pir           },
    {"relay",          read_relay         },
    {"shift_register", read_shift_register},
};

} // namespace

std::span<const PartKind> control_parts() {
    return kinds;
}

} // namespace sim::machine
