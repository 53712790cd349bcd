#include "sim/machine/part_source.h"
#include "sim/machine/spi_gpios.h"

#include "peripherals/devices/bme280.h"
#include "peripherals/devices/mag3110.h"
#include "peripherals/devices/mma8653.h"
#include "peripherals/devices/mpu6050.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

/// "[-x, y, z]".
devices::Mounting read_mounting(const PartSource& source) {
    devices::Mounting mounting;
    if (!source.value.has("mounting")) {
        return mounting;
    }
    const YamlValue list = source.value.at("mounting");
    const std::vector<YamlValue> items = list.items();
    unsigned seen = 0;
    if (items.size() == mounting.axes.size()) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string word = items[i].text();
            const bool negative = word.starts_with('-');
            const std::size_t axis = std::string_view("xyz").find(word.substr(negative ? 1 : 0));
            if (axis < mounting.axes.size()) {
                const int number = static_cast<int>(axis) + 1;
                seen |= 1U << axis;
                mounting.axes[i] = static_cast<std::int8_t>(negative ? -number : number);
            }
        }
    }
    if (seen != 7) {
        list.fail(
            "the board's axes that the part's x, y and z see are wanted here, for instance [-x, y, -z]");
    }
    return mounting;
}

Maker read_mma8653(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda", "int1", "int2", "mounting"});
    const devices::Mma8653::Config config{.mounting = read_mounting(source)};
    return [scl = source.gpio("scl"), sda = source.gpio("sda"), int1 = source.optional_gpio("int1"),
            int2 = source.optional_gpio("int2"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Mma8653>(
            chip, name,
            devices::Mma8653::Nets{chip.pin(scl), chip.pin(sda), net_of(chip, int1), net_of(chip, int2)},
            config);
    };
}

Maker read_mag3110(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda", "int1", "mounting"});
    const devices::Mag3110::Config config{.mounting = read_mounting(source)};
    return [scl = source.gpio("scl"), sda = source.gpio("sda"), int1 = source.optional_gpio("int1"),
            config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Mag3110>(
            chip, name, devices::Mag3110::Nets{chip.pin(scl), chip.pin(sda), net_of(chip, int1)}, config);
    };
}

Maker read_mpu6050(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda", "int", "address", "mounting"});
    devices::Mpu6050::Config config{.mounting = read_mounting(source)};
    if (source.value.has("address")) {
        config.address = static_cast<std::uint8_t>(source.value.at("address").number(0x68, 0x69));
    }
    return [scl = source.gpio("scl"), sda = source.gpio("sda"), interrupt = source.optional_gpio("int"),
            config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Mpu6050>(chip, name, chip.pin(scl), chip.pin(sda),
                                                  net_of(chip, interrupt), config);
    };
}

Maker read_bme280(const PartSource& source) {
    devices::Bme280::Air air;
    if (source.value.has("temperature_c")) {
        air.temperature_mc = thousandths(source.value.at("temperature_c").decimal(-40, 85));
    }
    source.integer("pressure_pa", 30'000, 110'000, air.pressure_pa);
    if (source.value.has("humidity_percent")) {
        air.humidity_permille = thousandths(source.value.at("humidity_percent").decimal(0, 100)) / 100;
    }
    if (source.value.has("scl")) {
        source.value.check_keys(
            {"type", "temperature_c", "pressure_pa", "humidity_percent", "scl", "sda", "address"});
        const auto address = static_cast<std::uint8_t>(
            source.value.has("address") ? source.value.at("address").number(0x76, 0x77) : 0x76);
        return [scl = source.gpio("scl"), sda = source.gpio("sda"), address, air](Chip& chip,
                                                                                  const std::string& name) {
            return std::make_unique<devices::Bme280I2c>(chip, name, chip.pin(scl), chip.pin(sda), address,
                                                        air);
        };
    }
    source.value.check_keys(
        {"type", "temperature_c", "pressure_pa", "humidity_percent", "sck", "mosi", "miso", "cs"});
    return [bus = SpiGpios::read(source), air](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Bme280Spi>(chip, name, bus.nets(chip), air);
    };
}

constexpr PartKind kinds[] = {
    {"bme280",    read_bme280 },
    {"mag3110",   read_mag3110},
    {"mma8653fc", read_mma8653},
    {"mpu6050",   read_mpu6050},
};

} // namespace

std::span<const PartKind> sensor_parts() {
    return kinds;
}

} // namespace sim::machine
