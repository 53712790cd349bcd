#include "sim/image/binary_info.h"

#include "sim/image/rp2040_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace sim::image {

namespace {

// pico-sdk, pico/binary_info: "defs.h" and "structure.h".
constexpr std::uint32_t marker_start = 0x7188ebf2;
constexpr std::uint32_t marker_end = 0xe71aa390;
constexpr std::uint32_t marker_reach = 256; // bytes from the start of the program in which the header lies

enum class Type : std::uint16_t {
    IdAndInt = 5,
    IdAndString = 6,
    BlockDevice = 7,
    PinsWithFunction = 8,
    PinsWithName = 9,
    NamedGroup = 10,
    PointerToInt = 11,
    PointerToString = 12,
    Pins64WithFunction = 13,
    Pins64WithName = 14,
};

constexpr std::uint16_t tag_raspberry_pi = 'R' | 'P' << 8;
constexpr std::uint32_t id_binary_end = 0x68f465de;
constexpr std::uint32_t id_feature = 0xa1f4b453;
constexpr std::uint32_t id_build_attribute = 0x4275f0d3;

struct TextId {
    std::uint32_t id;
    std::string BinaryInfo::*member;
};
constexpr TextId text_ids[] = {
    {0x02031c86, &BinaryInfo::program_name       },
    {0x11a9bc3a, &BinaryInfo::program_version    },
    {0x9da22254, &BinaryInfo::build_date         },
    {0x1856239a, &BinaryInfo::program_url        },
    {0xb6a07c19, &BinaryInfo::program_description},
    {0x5360b3ab, &BinaryInfo::sdk_version        },
    {0xb63cffbb, &BinaryInfo::pico_board         },
    {0x7f8882e1, &BinaryInfo::boot2_name         },
};

// RP2040 datasheet, "GPIO Functions": the function numbers of FUNCSEL.
constexpr std::string_view gpio_functions[] = {"XIP", "SPI",  "UART", "I2C",  "PWM",
                                               "SIO", "PIO0", "PIO1", "GPCK", "USB"};

// Enough for any program; keeps damaged tables from costing time.
constexpr std::uint32_t most_entries = 4096;
constexpr std::size_t most_mappings = 64;

class InfoReader {
public:
    explicit InfoReader(const Image& image) : image_(image) {}

    BinaryInfo read();

private:
    struct Mapping { // run-time addresses [first, last) are stored at `source`
        std::uint32_t source;
        std::uint32_t first;
        std::uint32_t last;
    };

    std::optional<std::uint32_t> find_header() const;
    void read_mappings(std::uint32_t table);
    void read_entry(std::uint32_t address);
    void read_string_entry(std::uint32_t address, std::uint16_t tag);
    void read_pins_with_function(std::uint64_t encoding, unsigned function_bits, unsigned pin_bits);
    void read_pins_with_name(std::uint64_t mask, std::uint32_t label);

    std::uint32_t stored_at(std::uint32_t address) const;
    std::uint32_t word(std::uint32_t address) const { return image_.read(stored_at(address)).value_or(0); }
    std::uint16_t half(std::uint32_t address) const {
        return static_cast<std::uint16_t>(image_.read(stored_at(address), 2).value_or(0));
    }
    std::string text(std::uint32_t address) const {
        return image_.c_string(stored_at(address)).value_or(std::string{});
    }

    const Image& image_;
    std::vector<Mapping> mappings_;
    BinaryInfo info_;
    // Strings that belong under the heading of a group, wherever that stands: (tag, id) and text.
    std::vector<std::pair<std::pair<std::uint16_t, std::uint32_t>, std::string>> group_values_;
};

std::uint32_t InfoReader::stored_at(std::uint32_t address) const {
    for (const Mapping& mapping : mappings_) {
        if (address >= mapping.first && address < mapping.last) {
            return mapping.source + (address - mapping.first);
        }
    }
    return address;
}

std::optional<std::uint32_t> InfoReader::find_header() const {
    std::vector<std::uint32_t> starts{rp2040_flash_base + boot2_size};
    for (const Segment& segment : image_.segments) {
        starts.push_back(segment.address);
    }
    for (const std::uint32_t start : starts) {
        for (std::uint32_t offset = 0; offset < marker_reach; offset += 4) {
            const std::uint32_t at = start + offset;
            const std::optional<std::uint32_t> word = image_.read(at);
            if (!word) {
                break;
            }
            if (word == marker_start && image_.read(at + 16) == marker_end) {
                return at;
            }
        }
    }
    return std::nullopt;
}

void InfoReader::read_mappings(std::uint32_t table) {
    // The program's own table of what is copied to RAM at start; a zero ends it.
    for (std::uint32_t at = table; mappings_.size() < most_mappings; at += 12) {
        const std::uint32_t source = image_.read(at).value_or(0);
        if (source == 0) {
            return;
        }
        mappings_.push_back({source, image_.read(at + 4).value_or(0), image_.read(at + 8).value_or(0)});
    }
}

BinaryInfo InfoReader::read() {
    const std::optional<std::uint32_t> header = find_header();
    if (!header) {
        return info_;
    }
    info_.present = true;
    const std::uint32_t first = image_.read(*header + 4).value_or(0);
    const std::uint32_t last = image_.read(*header + 8).value_or(0);
    read_mappings(image_.read(*header + 12).value_or(0));
    const std::uint32_t count = last > first ? std::min((last - first) / 4, most_entries) : 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::optional<std::uint32_t> entry = image_.read(stored_at(first + 4 * i));
        if (!entry) {
            break; // the table leaves the image
        }
        read_entry(*entry);
    }
    for (auto& [key, value] : group_values_) {
        for (BinaryInfo::Group& group : info_.groups) {
            if (key == std::pair(group.tag, group.id)) {
                group.values.push_back(std::move(value));
                break;
            }
        }
    }
    return std::move(info_);
}

void InfoReader::read_entry(std::uint32_t address) {
    const std::uint16_t tag = half(address + 2);
    switch (Type{half(address)}) {
    case Type::IdAndInt:
        if (tag == tag_raspberry_pi && word(address + 4) == id_binary_end) {
            info_.binary_end = word(address + 8);
        }
        break;
    case Type::IdAndString:
        read_string_entry(address, tag);
        break;
    case Type::BlockDevice:
        info_.block_devices.push_back(
            {text(word(address + 4)), word(address + 8), word(address + 12), half(address + 20)});
        break;
    case Type::PinsWithFunction:
        read_pins_with_function(word(address + 4), 4, 5);
        break;
    case Type::Pins64WithFunction:
        read_pins_with_function(word(address + 4) | std::uint64_t{word(address + 8)} << 32, 5, 8);
        break;
    case Type::PinsWithName:
        read_pins_with_name(word(address + 4), word(address + 8));
        break;
    case Type::Pins64WithName:
        read_pins_with_name(word(address + 4) | std::uint64_t{word(address + 8)} << 32, word(address + 12));
        break;
    case Type::NamedGroup:
        info_.groups.push_back({text(word(address + 16)), half(address + 10), word(address + 12), {}});
        break;
    case Type::PointerToInt:
        info_.variables.push_back({text(word(address + 12)),
                                   fmt::format("{}", static_cast<std::int32_t>(word(word(address + 8))))});
        break;
    case Type::PointerToString:
        info_.variables.push_back({text(word(address + 12)), text(word(address + 8))});
        break;
    default:
        break; // raw data, BSON and what later versions add
    }
}

void InfoReader::read_string_entry(std::uint32_t address, std::uint16_t tag) {
    const std::uint32_t id = word(address + 4);
    std::string value = text(word(address + 8));
    if (tag != tag_raspberry_pi) {
        group_values_.emplace_back(std::pair(tag, id), std::move(value));
        return;
    }
    for (const TextId& known : text_ids) {
        if (known.id == id) {
            info_.*known.member = std::move(value);
            return;
        }
    }
    if (id == id_feature) {
        info_.features.push_back(std::move(value));
    } else if (id == id_build_attribute) {
        info_.build_attributes.push_back(std::move(value));
    } else {
        group_values_.emplace_back(std::pair(tag, id), std::move(value));
    }
}

void InfoReader::read_pins_with_function(std::uint64_t encoding, unsigned function_bits, unsigned pin_bits) {
    // Three bits tell the kind: 1 a range of two pins, 2 a list that is filled up by repeating a pin.
    const auto kind = encoding & 7;
    const auto function = static_cast<unsigned>(encoding >> 3) & ((1U << function_bits) - 1);
    const std::uint64_t pin_mask = (1U << pin_bits) - 1;
    std::uint64_t rest = encoding >> (3 + function_bits);
    BinaryInfo::Pins pins;
    if (kind == 1) {
        const std::uint64_t low = rest & pin_mask;
        const std::uint64_t high = (rest >> pin_bits) & pin_mask;
        for (std::uint64_t pin = low; pin <= high && pin < 64; ++pin) {
            pins.mask |= std::uint64_t{1} << pin;
        }
    } else if (kind == 2) {
        const unsigned count = (pin_bits == 5 ? 32 - 7 : 64 - 8) / pin_bits;
        for (unsigned i = 0; i < count; ++i, rest >>= pin_bits) {
            pins.mask |= std::uint64_t{1} << ((rest & pin_mask) % 64);
        }
    }
    if (pins.mask == 0) {
        return;
    }
    pins.function = function < std::size(gpio_functions) ? std::string(gpio_functions[function])
                                                         : fmt::format("function {}", function);
    info_.pins.push_back(std::move(pins));
}

void InfoReader::read_pins_with_name(std::uint64_t mask, std::uint32_t label) {
    // "SDA|SCL" names the pins of the mask one by one, from the lowest on.
    const std::string names = text(label);
    std::string_view rest = names;
    for (unsigned pin = 0; pin < 64 && rest.find('|') != std::string_view::npos; ++pin) {
        const std::uint64_t bit = std::uint64_t{1} << pin;
        if ((mask & bit) != 0) {
            const std::size_t end = rest.find('|');
            info_.pins.push_back({bit, std::string(rest.substr(0, end))});
            rest.remove_prefix(end + 1);
            mask &= ~bit;
        }
    }
    if (mask != 0) {
        info_.pins.push_back({mask, std::string(rest)});
    }
}

} // namespace

BinaryInfo read_binary_info(const Image& image) {
    return InfoReader(image).read();
}

} // namespace sim::image
