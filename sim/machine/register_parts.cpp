#include "peripherals/devices/register_parts.h"
#include "peripherals/devices/at24c.h"
#include "peripherals/devices/ds1307.h"
#include "peripherals/devices/pcf8523.h"
#include "peripherals/devices/w25q_part.h"
#include "sim/machine/part_source.h"
#include "sim/machine/spi_gpios.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

using File = devices::RegisterFile;

constexpr std::uint64_t highest_pointer = 0xff;
constexpr std::uint64_t most_command_bits = 7;
constexpr std::uint64_t smallest_flash = 1 << 20;
constexpr std::uint64_t largest_flash = 16 << 20;
constexpr std::int64_t largest = 1'000'000'000'000;

/// A whole number that may be negative.
std::int64_t whole(const YamlValue& value) {
    const std::string word = value.text();
    std::int64_t result = 0;
    const char* const last = word.data() + word.size();
    const auto [end, error] = std::from_chars(word.data(), last, result);
    if (error != std::errc() || end != last || result < -largest || result > largest) {
        value.fail(fmt::format("a whole number is wanted here, not '{}'", word));
    }
    return result;
}

std::int64_t whole_or(const YamlValue& map, std::string_view key, std::int64_t otherwise) {
    return map.has(key) ? whole(map.at(key)) : otherwise;
}

struct AccessName {
    std::string_view name;
    core::FieldAccess access;
};
constexpr AccessName access_names[] = {
    {"rw", core::RW},
    {"ro", core::RO},
    {"wc", core::WC},
    {"sc", core::SC}
};

bool clears_on_read(const YamlValue& map) {
    return map.has("access") && map.at("access").text() == "rc";
}

core::FieldAccess read_access(const YamlValue& map) {
    if (!map.has("access")) {
        return core::RW;
    }
    if (clears_on_read(map)) {
        return core::RO;
    }
    const YamlValue value = map.at("access");
    for (const AccessName& row : access_names) {
        if (row.name == value.text()) {
            return row.access;
        }
    }
    value.fail("rw, ro, wc (a 1 clears), sc (clears itself) or rc (a read clears) is wanted here");
}

/// "bits: 3" or "bits: [7, 4]".
void read_bits(const YamlValue& value, unsigned register_bits, File::FieldRow& field) {
    std::vector<YamlValue> ends;
    if (value.is_list()) {
        ends = value.items();
    } else {
        ends = {value, value};
    }
    if (ends.size() != 2) {
        value.fail("one bit, or the highest and the lowest one are wanted here: [7, 4]");
    }
    field.msb = static_cast<unsigned>(ends[0].number(0, register_bits - 1));
    field.lsb = static_cast<unsigned>(ends[1].number(0, field.msb));
}

std::uint32_t read_reset(const YamlValue& map, unsigned bits) {
    return map.has("reset")
               ? static_cast<std::uint32_t>(map.at("reset").number(0, (std::uint64_t{1} << bits) - 1))
               : 0;
}

void check_overlaps(const YamlValue& place, const std::vector<File::FieldRow>& fields) {
    std::uint64_t seen = 0;
    for (const File::FieldRow& field : fields) {
        const std::uint64_t mask =
            ((std::uint64_t{2} << field.msb) - 1) & ~((std::uint64_t{1} << field.lsb) - 1);
        if ((seen & mask) != 0) {
            place.fail(fmt::format("field {} overlaps another one", field.name));
        }
        seen |= mask;
    }
}

File::RegisterRow read_register(const std::string& name, const YamlValue& value) {
    value.check_keys({"address", "bytes", "order", "access", "reset", "fields", "next", "command_bits"});
    File::RegisterRow row;
    row.name = name;
    row.address = static_cast<unsigned>(value.at("address").number(0, highest_pointer));
    row.bytes = value.has("bytes") ? static_cast<unsigned>(value.at("bytes").number(1, 4)) : 1;
    if (value.has("order")) {
        const std::string order = value.at("order").text();
        if (order != "big" && order != "little") {
            value.at("order").fail("big (the high byte comes first) or little is wanted here");
        }
        row.low_byte_first = order == "little";
    }
    if (value.has("next")) {
        row.next = static_cast<unsigned>(value.at("next").number(0, highest_pointer));
    }
    if (value.has("command_bits")) {
        row.command_bits = static_cast<unsigned>(value.at("command_bits").number(1, most_command_bits));
        if (row.bytes != 1 || row.address % (1U << row.command_bits) != 0) {
            value.at("command_bits").fail("a command is a byte, and the low bits of its address are 0");
        }
    }
    const unsigned bits = 8 * row.bytes;
    if (!value.has("fields")) {
        row.fields.push_back(
            {name, bits - 1, 0, read_access(value), read_reset(value, bits), clears_on_read(value)});
        return row;
    }
    if (value.has("access") || value.has("reset")) {
        value.fail("with `fields`, access and reset are theirs");
    }
    for (const auto& [field_name, map] : value.at("fields").entries()) {
        map.check_keys({"bits", "access", "reset"});
        File::FieldRow field;
        field.name = field_name;
        read_bits(map.at("bits"), bits, field);
        field.access = read_access(map);
        field.clears_on_read = clears_on_read(map);
        field.reset = read_reset(map, field.msb - field.lsb + 1);
        row.fields.push_back(field);
    }
    check_overlaps(value, row.fields);
    return row;
}

/// "REGISTER" for one without fields, or "REGISTER.FIELD".
File::FieldName find_field(const YamlValue& place, const std::string& word, const File::Config& config) {
    File::FieldName row;
    for (row.reg = 0; row.reg < config.registers.size(); ++row.reg) {
        const File::RegisterRow& candidate = config.registers[row.reg];
        for (row.field = 0; row.field < candidate.fields.size(); ++row.field) {
            const std::string& field = candidate.fields[row.field].name;
            if (word == candidate.name + "." + field || (word == candidate.name && word == field)) {
                return row;
            }
        }
    }
    place.fail(fmt::format("no register or REGISTER.FIELD '{}' is described above", word));
}

File::StimulusRow read_stimulus(const std::string& name, const YamlValue& value, const File::Config& config) {
    value.check_keys({"field", "least", "most", "initial", "multiply", "divide", "add", "meaning"});
    File::StimulusRow row;
    row.name = name;
    row.meaning = value.has("meaning") ? value.at("meaning").text() : "";
    row.target = find_field(value.at("field"), value.at("field").text(), config);
    row.least = whole(value.at("least"));
    row.most = whole(value.at("most"));
    row.initial = whole_or(value, "initial", row.least);
    if (row.least > row.most || row.initial < row.least || row.initial > row.most) {
        value.fail("least, initial and most have to rise");
    }
    row.multiply = whole_or(value, "multiply", 1);
    row.divide = whole_or(value, "divide", 1);
    row.add = whole_or(value, "add", 0);
    if (row.divide < 1) {
        value.at("divide").fail("a number over 0 is wanted here");
    }
    return row;
}

/// "FLAG: {field: VALUE, above: LIMIT}", or below, or at_least.
File::ComparisonRow read_comparison(const std::string& name, const YamlValue& value,
                                    const File::Config& config) {
    constexpr std::pair<std::string_view, File::Relation> relations[] = {
        {"above",    File::Relation::Above  },
        {"below",    File::Relation::Below  },
        {"at_least", File::Relation::AtLeast}
    };
    value.check_keys({"field", "above", "below", "at_least"});
    File::ComparisonRow row;
    row.flag = find_field(value, name, config);
    row.value = find_field(value.at("field"), value.at("field").text(), config);
    unsigned found = 0;
    for (const auto& [key, relation] : relations) {
        if (value.has(key)) {
            row.relation = relation;
            row.limit = find_field(value.at(key), value.at(key).text(), config);
            ++found;
        }
    }
    if (found != 1) {
        value.fail("one of above, below and at_least is wanted here");
    }
    return row;
}

/// What has to be known of a pin before the board is made.
struct PinRow {
    Wire wire;
    File::FieldName field;
    bool active_low = false;
    bool open_drain = false;
};

std::vector<PinRow> read_pins(const PartSource& source, const File::Config& config) {
    std::vector<PinRow> rows;
    if (!source.value.has("pins")) {
        return rows;
    }
    for (const YamlValue& item : source.value.at("pins").items()) {
        item.check_keys({"gpio", "field", "active_low", "open_drain"});
        const PartSource one{item, source.pins, source.contacts};
        PinRow row;
        one.flag("active_low", row.active_low);
        one.flag("open_drain", row.open_drain);
        row.wire = row.open_drain ? one.gpio("gpio") : one.output("gpio");
        row.field = find_field(item.at("field"), item.at("field").text(), config);
        rows.push_back(row);
    }
    return rows;
}

std::vector<devices::RegisterPins::Row> connected(const std::vector<PinRow>& rows, Chip& chip) {
    std::vector<devices::RegisterPins::Row> result;
    result.reserve(rows.size());
    for (const PinRow& row : rows) {
        result.push_back({&chip.pin(row.wire), row.field, row.active_low, row.open_drain});
    }
    return result;
}

File::Config read_file(const PartSource& source) {
    File::Config config;
    if (source.value.has("word_addresses")) {
        config.address_is_of_bytes = !source.value.at("word_addresses").boolean();
    }
    std::vector<bool> taken(highest_pointer + 1);
    const YamlValue registers = source.value.at("registers");
    for (const auto& [name, value] : registers.entries()) {
        const File::RegisterRow row = read_register(name, value);
        const unsigned size = row.command_bits != 0        ? 1U << row.command_bits
                              : config.address_is_of_bytes ? row.bytes
                                                           : 1;
        for (unsigned address = row.address; address < row.address + size; ++address) {
            if (address > highest_pointer || taken[address]) {
                value.fail(fmt::format("register {} overlaps another one or ends beyond 0xff", name));
            }
            taken[address] = true;
        }
        config.registers.push_back(row);
    }
    if (source.value.has("stimuli")) {
        const YamlValue stimuli = source.value.at("stimuli");
        for (const auto& [name, value] : stimuli.entries()) {
            config.stimuli.push_back(read_stimulus(name, value, config));
        }
        if (config.stimuli.size() > File::most_stimuli) {
            stimuli.fail(fmt::format("{} stimuli are the most", File::most_stimuli));
        }
    }
    if (source.value.has("comparisons")) {
        for (const auto& [name, value] : source.value.at("comparisons").entries()) {
            config.comparisons.push_back(read_comparison(name, value, config));
        }
    }
    config.auto_increment = source.value.has("auto_increment") ? source.value.at("auto_increment").boolean()
                                                               : config.address_is_of_bytes;
    return config;
}

Maker read_at24c(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda", "wp", "address", "size"});
    devices::At24c::Config config;
    if (source.value.has("address")) {
        config.address = static_cast<std::uint8_t>(source.value.at("address").number(0x50, 0x57));
    }
    if (source.value.has("size")) {
        config.bytes = source.value.at("size").bytes(128, 65'536);
        if (!devices::At24c::has_size(config.bytes)) {
            source.value.at("size").fail("128 or 256 bytes, 4, 8, 16, 32 or 64 KiB are wanted here");
        }
    }
    return [scl = source.gpio("scl"), sda = source.gpio("sda"), wp = source.optional_gpio("wp"),
            config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::At24c>(chip, name, chip.pin(scl), chip.pin(sda), net_of(chip, wp),
                                                config);
    };
}

Maker read_ds1307(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda", "square_wave"});
    return [scl = source.gpio("scl"), sda = source.gpio("sda"),
            wave = source.optional_gpio("square_wave")](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Ds1307>(chip, name, chip.pin(scl), chip.pin(sda),
                                                 net_of(chip, wave));
    };
}

Maker read_pcf8523(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda"});
    return [scl = source.gpio("scl"), sda = source.gpio("sda")](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Pcf8523>(chip, name, chip.pin(scl), chip.pin(sda));
    };
}

Maker read_i2c_registers(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda", "address", "auto_increment", "word_addresses", "registers",
                             "stimuli", "comparisons", "pins"});
    const File::Config config = read_file(source);
    const auto address = static_cast<std::uint8_t>(source.value.at("address").number(0x08, 0x77));
    return [scl = source.gpio("scl"), sda = source.gpio("sda"), address, config,
            pins = read_pins(source, config)](Chip& chip, const std::string& name) {
        return std::make_unique<devices::I2cRegisterPart>(chip, name, chip.pin(scl), chip.pin(sda), address,
                                                          config, connected(pins, chip));
    };
}

Maker read_spi_registers(const PartSource& source) {
    source.value.check_keys({"type", "sck", "mosi", "miso", "cs", "auto_increment", "word_addresses",
                             "registers", "stimuli", "comparisons", "pins"});
    const File::Config config = read_file(source);
    return [bus = SpiGpios::read(source), config, pins = read_pins(source, config)](Chip& chip,
                                                                                    const std::string& name) {
        return std::make_unique<devices::SpiRegisterPart>(chip, name, bus.nets(chip), config,
                                                          connected(pins, chip));
    };
}

Maker read_w25q(const PartSource& source) {
    source.value.check_keys({"type", "sck", "mosi", "miso", "cs", "io2", "io3", "size"});
    devices::W25q::Config config{.quad_enable = false};
    if (source.value.has("size")) {
        config.size =
            static_cast<std::uint32_t>(source.value.at("size").bytes(smallest_flash, largest_flash));
        if (!std::has_single_bit(config.size)) {
            source.value.at("size").fail("1, 2, 4, 8 or 16 MiB are wanted here");
        }
    }
    const std::optional<Wire> io2 = source.optional_gpio("io2");
    const std::optional<Wire> io3 = source.optional_gpio("io3");
    source.value.at("miso"); // it needs one
    return [bus = SpiGpios::read(source), io2, io3, config](Chip& chip, const std::string& name) {
        const devices::W25qPart::Nets nets{
            chip.pin(bus.sck),
            chip.pin(bus.cs),
            {&chip.pin(bus.mosi), net_of(chip, bus.miso), net_of(chip, io2), net_of(chip, io3)}
        };
        return std::make_unique<devices::W25qPart>(chip, name, nets, config);
    };
}

constexpr PartKind kinds[] = {
    {"at24c",         read_at24c        },
    {"ds1307",        read_ds1307       },
    {"i2c_registers", read_i2c_registers},
    {"pcf8523",       read_pcf8523      },
    {"spi_registers", read_spi_registers},
    {"w25q",          read_w25q         },
};

} // namespace

std::span<const PartKind> register_parts() {
    return kinds;
}

} // namespace sim::machine
