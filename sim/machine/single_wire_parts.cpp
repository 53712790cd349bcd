#include "peripherals/devices/dht22.h"
#include "peripherals/devices/ds18b20.h"
#include "peripherals/devices/ir_receiver.h"
#include "sim/core/fnv.h"
#include "sim/machine/part_source.h"

#include <memory>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;
constexpr std::uint64_t highest_serial = 0xffff'ffff'ffff;

Maker read_dht22(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "pull_up", "temperature_c", "humidity_percent"});
    devices::Dht22::Config config;
    if (source.value.has("pull_up")) {
        config.pull_up = source.value.at("pull_up").boolean();
    }
    if (source.value.has("temperature_c")) {
        config.temperature_mc = thousandths(source.value.at("temperature_c").decimal(-40, 80));
    }
    if (source.value.has("humidity_percent")) {
        config.humidity_permille = thousandths(source.value.at("humidity_percent").decimal(0, 99.9)) / 100;
    }
    return [gpio = source.gpio("gpio"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Dht22>(chip, name, chip.pin(gpio), config);
    };
}

Maker read_ds18b20(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "serial", "parasite_power", "temperature_c"});
    devices::Ds18b20::Config config;
    if (source.value.has("parasite_power")) {
        config.parasite_power = source.value.at("parasite_power").boolean();
    }
    if (source.value.has("temperature_c")) {
        config.temperature_mc = thousandths(source.value.at("temperature_c").decimal(-55, 125));
    }
    std::optional<std::uint64_t> serial;
    if (source.value.has("serial")) {
        serial = source.value.at("serial").number(0, highest_serial);
    }
    return [gpio = source.gpio("gpio"), config, serial](Chip& chip, const std::string& name) {
        core::Fnv hash; // another one for each part of a board, the same in each run
        hash.add(name);
        devices::Ds18b20::Config own = config;
        own.serial = serial.value_or(hash.value() & highest_serial);
        return std::make_unique<devices::Ds18b20>(chip, name, chip.pin(gpio), own);
    };
}

Maker read_ir_receiver(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "led", "carrier_hz"});
    devices::IrReceiver::Config config;
    source.integer("carrier_hz", 30'000, 60'000, config.carrier_hz);
    return
        [out = source.gpio("gpio"), led = source.gpio("led"), config](Chip& chip, const std::string& name) {
            return std::make_unique<devices::IrReceiver>(chip, name, chip.pin(out), chip.pin(led), config);
        };
}

constexpr PartKind kinds[] = {
    {"dht22",       read_dht22      },
    {"ds18b20",     read_ds18b20    },
    {"ir_receiver", read_ir_receiver},
};

} // namespace

std::span<const PartKind> single_wire_parts() {
    return kinds;
}

} // namespace sim::machine
