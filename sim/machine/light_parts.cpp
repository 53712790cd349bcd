#include "peripherals/devices/apa102.h"
#include "peripherals/devices/led.h"
#include "peripherals/devices/led_matrix.h"
#include "peripherals/devices/max7219.h"
#include "peripherals/devices/seven_segment.h"
#include "peripherals/devices/tm1637.h"
#include "peripherals/devices/ws2812.h"
#include "sim/machine/part_source.h"

#include <charconv>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

constexpr std::int64_t highest_time_us = 10'000'000;
constexpr std::int64_t largest_ohm = 1'000'000;
constexpr std::int64_t highest_mv = 5000;
constexpr std::uint64_t most_columns = 256;
constexpr std::uint64_t most_pixels = 10'000;
constexpr std::size_t most_digits = 8;
constexpr std::int64_t most_drivers = 64;
constexpr std::uint32_t usual_colour = 0xff3020;

// The diodes of an RGB lens.
constexpr devices::Led::Diode rgb_diodes[] = {
    {0xff0000, 2000},
    {0x00ff00, 3000},
    {0x0000ff, 3000}
};

/// "common: anode" or "common: cathode", which is usual.
bool read_common_anode(const PartSource& source) {
    if (!source.value.has("common")) {
        return false;
    }
    const YamlValue value = source.value.at("common");
    if (value.text() != "anode" && value.text() != "cathode") {
        value.fail(fmt::format("'{}' is neither anode nor cathode", value.text()));
    }
    return value.text() == "anode";
}

Maker make_led(const Gpios& gpios, const devices::Led::Config& config) {
    return [gpios, config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Led>(chip, name, nets_of(chip, gpios), config);
    };
}

void read_diodes(const PartSource& source, devices::Led::Config& config) {
    for (devices::Led::Diode& diode : config.diodes) {
        source.colour("colour", diode.colour);
        source.integer("forward_mv", 0, highest_mv, diode.forward_mv);
    }
    source.integer("resistor_ohm", 1, largest_ohm, config.resistor_ohm);
    source.integer("supply_mv", 0, highest_mv, config.supply_mv);
}

Maker read_led(const PartSource& source) {
    source.value.check_keys(
        {"type", "at_mm", "gpio", "active_low", "colour", "forward_mv", "resistor_ohm", "supply_mv"});
    devices::Led::Config config;
    source.flag("active_low", config.active_low);
    read_diodes(source, config);
    return make_led({source.gpio("gpio")}, config);
}

Maker read_led_bar_graph(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "pitch_mm", "gpios", "active_low", "colour", "forward_mv",
                             "resistor_ohm", "supply_mv"});
    const Gpios gpios = source.gpios("gpios");
    if (gpios.empty()) {
        source.value.at("gpios").fail("a pin for each bar is wanted here");
    }
    devices::Led::Config config;
    config.diodes.resize(gpios.size());
    source.flag("active_low", config.active_low);
    read_diodes(source, config);
    return make_led(gpios, config);
}

Maker read_rgb_led(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "red", "green", "blue", "common", "resistor_ohm", "supply_mv"});
    devices::Led::Config config;
    config.diodes.assign(std::begin(rgb_diodes), std::end(rgb_diodes));
    config.one_lens = true;
    config.active_low = read_common_anode(source);
    read_diodes(source, config);
    return make_led({source.gpio("red"), source.gpio("green"), source.gpio("blue")}, config);
}

Maker read_seven_segment(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "pitch_mm", "segments", "digits", "colon", "common",
                             "inverted_digits", "window_us", "colour"});
    const Gpios segments = source.gpios("segments");
    if (segments.size() != 7 && segments.size() != 8) {
        source.value.at("segments").fail("seven pins, A to G, or eight with DP are wanted here");
    }
    const Gpios digits = source.value.has("digits") ? source.gpios("digits") : Gpios{};
    if (digits.size() > most_digits) {
        source.value.at("digits").fail(fmt::format("{} digits are the most", most_digits));
    }
    devices::SevenSegment::Config config;
    config.common_anode = read_common_anode(source);
    source.flag("inverted_digits", config.inverted_digits);
    source.integer("window_us", 1, highest_time_us, config.window_us);
    source.colour("colour", config.colour);
    return [segments, digits, colon = source.optional_gpio("colon"), config](Chip& chip,
                                                                             const std::string& name) {
        return std::make_unique<devices::SevenSegment>(
            chip, name,
            devices::SevenSegment::Nets{nets_of(chip, segments), nets_of(chip, digits), net_of(chip, colon)},
            config);
    };
}

/// A line of a picture: "1.1 2.4 -": row and column of each pixel, counted from 1.
void read_pixels(const YamlValue& line, const Gpios& rows, const Gpios& columns,
                 devices::LedMatrix::Config& config) {
    const std::string text = line.text() + " ";
    std::size_t count = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find(' ', begin);
        const std::string word = text.substr(begin, end - begin);
        begin = end + 1;
        if (word.empty()) {
            continue;
        }
        unsigned row = 0;
        unsigned column = 0;
        const char* const last = word.data() + word.size();
        const auto [dot, error] = std::from_chars(word.data(), last, row);
        const bool has_dot = error == std::errc() && dot != last && *dot == '.';
        const auto [stop, bad] = std::from_chars(has_dot ? dot + 1 : last, last, column);
        if (!has_dot || bad != std::errc() || stop != last || row < 1 || row > rows.size() || column < 1 ||
            column > columns.size()) {
            line.fail(
                fmt::format("'{}' is no ROW.COLUMN from 1.1 to {}.{}", word, rows.size(), columns.size()));
        }
        config.pixels.push_back({row - 1, column - 1});
        ++count;
    }
    if (config.width != 0 && count != config.width) {
        line.fail(fmt::format("{} pixels in this line, {} in the first one", count, config.width));
    }
    config.width = count;
}

Maker read_led_matrix(const PartSource& source) {
    source.value.check_keys(
        {"type", "at_mm", "pitch_mm", "colour", "rows", "columns", "pixels", "window_us"});
    const Gpios rows = source.gpios("rows");
    const Gpios columns = source.gpios("columns");
    devices::LedMatrix::Config config;
    for (const YamlValue& line : source.value.at("pixels").items()) {
        read_pixels(line, rows, columns, config);
    }
    if (config.pixels.empty()) {
        source.value.at("pixels").fail("lines of pixels are wanted here");
    }
    source.integer("window_us", 1, highest_time_us, config.window_us);
    source.colour("colour", config.colour);
    return [rows, columns, config](Chip& chip, const std::string& name) {
        auto matrix = std::make_unique<devices::LedMatrix>(chip, name, nets_of(chip, rows),
                                                           nets_of(chip, columns), config);
        for (unsigned column = 0; column < columns.size(); ++column) {
            chip.connect_source(columns[column], matrix->column(column));
        }
        return matrix;
    };
}

/// "pixels: 8", "ring: 12" or "size: [8, 4]", columns and rows.
devices::PixelLayout read_layout(const PartSource& source) {
    devices::PixelLayout layout;
    if (source.value.has("size")) {
        const YamlValue size = source.value.at("size");
        const std::vector<YamlValue> items = size.items();
        if (items.size() != 2) {
            size.fail("numbers of columns and rows are wanted here, for instance [8, 4]");
        }
        layout.columns = items[0].number(1, most_columns);
        layout.rows = items[1].number(1, most_columns);
        source.flag("serpentine", layout.serpentine);
        return layout;
    }
    layout.ring = source.value.has("ring");
    layout.columns = source.value.at(layout.ring ? "ring" : "pixels").number(1, most_pixels);
    return layout;
}

Maker read_ws2812(const PartSource& source) {
    source.value.check_keys(
        {"type", "at_mm", "pitch_mm", "gpio", "data_out", "pixels", "ring", "size", "serpentine", "order"});
    devices::Ws2812::Config config{.layout = read_layout(source)};
    if (source.value.has("order")) {
        config.order = source.value.at("order").text();
        if (!devices::Ws2812::is_order(config.order)) {
            source.value.at("order").fail(
                fmt::format("'{}' is no order; grb, rgb or grbw are usual", config.order));
        }
    }
    return [gpio = source.gpio("gpio"), data_out = source.optional_output("data_out"),
            config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Ws2812>(chip, name, chip.pin(gpio), config, net_of(chip, data_out));
    };
}

Maker read_apa102(const PartSource& source) {
    source.value.check_keys(
        {"type", "at_mm", "pitch_mm", "data", "clock", "pixels", "ring", "size", "serpentine"});
    const devices::Apa102::Config config{.layout = read_layout(source)};
    return [data = source.gpio("data"), clock = source.gpio("clock"), config](Chip& chip,
                                                                              const std::string& name) {
        return std::make_unique<devices::Apa102>(chip, name, chip.pin(data), chip.pin(clock), config);
    };
}

Maker read_tm1637(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "pitch_mm", "clk", "dio", "digits", "colon", "colour"});
    devices::Tm1637::Config config;
    if (source.value.has("digits")) {
        config.digits.clear();
        for (const YamlValue& grid : source.value.at("digits").items()) {
            config.digits.push_back(static_cast<std::uint8_t>(grid.number(0, devices::Tm1637::grids - 1)));
        }
        if (config.digits.empty() || config.digits.size() > devices::Tm1637::grids) {
            source.value.at("digits").fail("the grids of one to six digits are wanted here");
        }
    }
    config.colon = config.digits.size() == 4;
    source.flag("colon", config.colon);
    source.colour("colour", config.colour);
    return [clk = source.gpio("clk"), dio = source.gpio("dio"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Tm1637>(chip, name, chip.pin(clk), chip.pin(dio), config);
    };
}

template <class Display> Maker read_max7219(const PartSource& source) {
    source.value.check_keys({"type", "at_mm", "pitch_mm", "din", "clk", "cs", "dout", "drivers", "colour"});
    std::int64_t drivers = 1;
    source.integer("drivers", 1, most_drivers, drivers);
    std::uint32_t colour = usual_colour;
    source.colour("colour", colour);
    return [din = source.gpio("din"), clk = source.gpio("clk"), cs = source.gpio("cs"),
            dout = source.optional_output("dout"), drivers, colour](Chip& chip, const std::string& name) {
        const devices::Max7219::Nets nets{chip.pin(din), chip.pin(clk), chip.pin(cs), net_of(chip, dout)};
        return std::make_unique<Display>(chip, name, nets, static_cast<std::size_t>(drivers), colour);
    };
}

constexpr PartKind kinds[] = {
    {"apa102",         read_apa102                         },
    {"led",            read_led                            },
    {"led_bar_graph",  read_led_bar_graph                  },
    {"led_matrix",     read_led_matrix                     },
    {"max7219_digits", read_max7219<devices::Max7219Digits>},
    {"max7219_matrix", read_max7219<devices::Max7219Matrix>},
    {"rgb_led",        read_rgb_led                        },
    {"seven_segment",  read_seven_segment                  },
    {"tm1637",         read_tm1637                         },
    {"ws2812",         read_ws2812                         },
};

} // namespace

std::span<const PartKind> light_parts() {
    return kinds;
}

} // namespace sim::machine
