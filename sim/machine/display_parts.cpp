#include "peripherals/devices/lcd1602.h"
#include "peripherals/devices/ssd1306.h"
#include "peripherals/devices/tft.h"
#include "sim/machine/part_source.h"
#include "sim/machine/spi_gpios.h"

#include <memory>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

constexpr std::uint64_t lowest_address = 0x08;
constexpr std::uint64_t highest_address = 0x77;

std::uint8_t read_address(const PartSource& source, std::uint8_t usual) {
    return source.value.has("address")
               ? static_cast<std::uint8_t>(source.value.at("address").number(lowest_address, highest_address))
               : usual;
}

/// "[128, 64]".
void read_size(const PartSource& source, std::size_t& width, std::size_t& height, std::size_t most_width,
               std::size_t most_height, std::string_view key = "size", std::size_t least = 1) {
    if (!source.value.has(key)) {
        return;
    }
    const YamlValue size = source.value.at(key);
    const std::vector<YamlValue> items = size.items();
    if (items.size() != 2) {
        size.fail("a width and a height are wanted here, for instance [128, 64]");
    }
    width = items[0].number(least, most_width);
    height = items[1].number(least, most_height);
}

devices::Ssd1306Controller::Config read_oled(const PartSource& source) {
    devices::Ssd1306Controller::Config config;
    read_size(source, config.width, config.height, 128, 64);
    if (source.value.has("external_vcc")) {
        config.external_vcc = source.value.at("external_vcc").boolean();
    }
    if (source.value.has("colour")) {
        config.colour = read_colour(source.value.at("colour"));
    }
    return config;
}

Maker read_lcd1602(const PartSource& source) {
    devices::Hd44780::Config config;
    read_size(source, config.columns, config.rows, 40, 4);
    if (config.columns * config.rows > 80) {
        source.value.at("size").fail("80 characters are the most that its controller has");
    }
    if (source.value.has("scl")) {
        source.value.check_keys({"type", "size", "scl", "sda", "address"});
        return [scl = source.gpio("scl"), sda = source.gpio("sda"), address = read_address(source, 0x27),
                config](Chip& chip, const std::string& name) {
            return std::make_unique<devices::Lcd1602I2c>(chip, name, chip.pin(scl), chip.pin(sda), address,
                                                         config);
        };
    }
    source.value.check_keys({"type", "size", "rs", "enable", "data", "read"});
    const Gpios data = source.gpios("data");
    if (data.size() != 4 && data.size() != 8) {
        source.value.at("data").fail("four pins, D4 to D7, or all eight are wanted here");
    }
    return [rs = source.gpio("rs"), enable = source.gpio("enable"), read = source.optional_gpio("read"), data,
            config](Chip& chip, const std::string& name) {
        devices::Lcd1602::Nets nets{chip.pin(rs), chip.pin(enable)};
        for (std::size_t i = 0; i < data.size(); ++i) {
            nets.data[nets.data.size() - data.size() + i] = &chip.pin(data[i]);
        }
        nets.read = net_of(chip, read);
        return std::make_unique<devices::Lcd1602>(chip, name, nets, config);
    };
}

Maker read_ssd1306(const PartSource& source) {
    const devices::Ssd1306Controller::Config config = read_oled(source);
    if (source.value.has("scl")) {
        source.value.check_keys(
            {"type", "at_mm", "pitch_mm", "colour", "size", "external_vcc", "scl", "sda", "address"});
        return [scl = source.gpio("scl"), sda = source.gpio("sda"), address = read_address(source, 0x3c),
                config](Chip& chip, const std::string& name) {
            return std::make_unique<devices::Ssd1306I2c>(chip, name, chip.pin(scl), chip.pin(sda), address,
                                                         config);
        };
    }
    source.value.check_keys(
        {"type", "at_mm", "pitch_mm", "colour", "size", "external_vcc", "sck", "mosi", "cs", "dc", "res"});
    return [bus = SpiGpios::read(source), dc = source.gpio("dc"), res = source.optional_gpio("res"),
            config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Ssd1306Spi>(chip, name, bus.nets(chip), chip.pin(dc),
                                                     net_of(chip, res), config);
    };
}

template <const devices::TftModel& model> Maker read_tft(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "pitch_mm", "sck", "mosi", "miso", "cs", "dc", "res", "bl",
                             "size", "offset", "inverted"});
    devices::TftController::Config config{.model = model};
    read_size(source, config.width, config.height, config.width, config.height);
    read_size(source, config.first_column, config.first_row, devices::TftController::columns - config.width,
              devices::TftController::rows - config.height, "offset", 0);
    if (source.value.has("inverted")) {
        config.model.inverted = source.value.at("inverted").boolean();
    }
    return [bus = SpiGpios::read(source), dc = source.gpio("dc"), res = source.optional_gpio("res"),
            backlight = source.optional_gpio("bl"), config](Chip& chip, const std::string& name) {
        const devices::Tft::Pins pins{chip.pin(dc), net_of(chip, res), net_of(chip, backlight)};
        return std::make_unique<devices::Tft>(chip, name, bus.nets(chip), pins, config);
    };
}

constexpr PartKind kinds[] = {
    {"ili9341", read_tft<devices::ili9341>},
    {"lcd1602", read_lcd1602              },
    {"ssd1306", read_ssd1306              },
    {"st7789",  read_tft<devices::st7789> },
};

} // namespace

std::span<const PartKind> display_parts() {
    return kinds;
}

} // namespace sim::machine
