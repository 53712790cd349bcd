#include "sim/machine/part_source.h"

#include "peripherals/devices/i2c_peer.h"
#include "peripherals/devices/uart_peer.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;
using Message = devices::DescribedMessage;
using Peer = devices::UartPeer;

constexpr std::uint64_t highest_baud = 10'000'000;
constexpr std::uint64_t largest_buffer = 65'536;
constexpr std::uint64_t longest_ms = 86'400'000;
constexpr std::int64_t largest = 1'000'000'000'000;

struct ChecksumName {
    std::string_view name;
    Message::Kind kind;
};
constexpr ChecksumName checksum_names[] = {
    {"nmea",   Message::Kind::NmeaChecksum},
    {"sum",    Message::Kind::SumChecksum },
    {"modbus", Message::Kind::ModbusCrc   },
};

/// "nmea", "NAME" or "NAME.2" ("kind" says what the number behind the point means).
Message::Item read_place_holder(const YamlValue& value, std::string_view word, const Peer::Config& config,
                                Message::Kind kind) {
    for (const ChecksumName& row : checksum_names) {
        if (row.name == word) {
            return {row.kind, 0, 0};
        }
    }
    const std::string_view name = word.substr(0, word.find('.'));
    unsigned argument = 0;
    bool good = true;
    if (name.size() != word.size()) {
        const char* const last = word.data() + word.size();
        const auto [end, error] = std::from_chars(word.data() + name.size() + 1, last, argument);
        good = error == std::errc() && end == last && argument < 8;
    }
    for (std::size_t number = 0; good && number < config.quantities.size(); ++number) {
        if (config.quantities[number].name == name) {
            return {kind, number, argument};
        }
    }
    value.fail(fmt::format("'{}' is no quantity of this part, with or without .0 to .7, and none of nmea, "
                           "sum, modbus",
                           word));
}

/// "{NAME}" and "{NAME.2}" are places for quantities; "{{" and "}}" are braces.
Message read_text(const YamlValue& value, const Peer::Config& config) {
    const std::string text = value.text();
    Message message;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool brace = text[i] == '{' || text[i] == '}';
        if (brace && i + 1 < text.size() && text[i + 1] == text[i]) {
            ++i;
        } else if (brace) {
            const std::size_t end = text.find('}', i);
            if (text[i] == '}' || end == std::string::npos) {
                value.fail("a brace without its other one; two of them stand for one");
            }
            const std::string_view word = std::string_view(text).substr(i + 1, end - i - 1);
            message.items.push_back(read_place_holder(value, word, config, Message::Kind::Decimal));
            i = end;
            continue;
        }
        message.items.push_back({Message::Kind::Byte, static_cast<unsigned char>(text[i]), 0});
    }
    return message;
}

/// "[0xff, NAME.1, NAME.0, sum]".
Message read_bytes(const YamlValue& value, const Peer::Config& config) {
    Message message;
    for (const YamlValue& item : value.items()) {
        const std::string word = item.text();
        if (word.front() >= '0' && word.front() <= '9') {
            message.items.push_back({Message::Kind::Byte, item.number(0, 0xff), 0});
        } else {
            message.items.push_back(read_place_holder(item, word, config, Message::Kind::QuantityByte));
        }
    }
    return message;
}

Message read_message(const YamlValue& map, std::string_view text_key, std::string_view bytes_key,
                     const Peer::Config& config) {
    if (map.has(text_key) == map.has(bytes_key)) {
        map.fail(fmt::format("one of {} and {} is wanted here", text_key, bytes_key));
    }
    return map.has(text_key) ? read_text(map.at(text_key), config) : read_bytes(map.at(bytes_key), config);
}

Peer::Quantity read_quantity(const std::string& name, const YamlValue& value) {
    value.check_keys({"least", "most", "initial", "meaning"});
    Peer::Quantity quantity;
    quantity.name = name;
    quantity.least = value.at("least").integer(-largest, largest);
    quantity.most = value.at("most").integer(quantity.least, largest);
    quantity.initial = value.has("initial") ? value.at("initial").integer(quantity.least, quantity.most)
                                            : std::clamp<std::int64_t>(0, quantity.least, quantity.most);
    quantity.meaning = value.has("meaning") ? value.at("meaning").text() : "";
    return quantity;
}

Peer::Reply read_reply(const YamlValue& value, const Peer::Config& config) {
    value.check_keys({"to", "to_bytes", "send", "send_bytes", "after_ms"});
    Peer::Reply reply;
    const Message request = read_message(value, "to", "to_bytes", {});
    reply.request = request.bytes({});
    if (reply.request.empty()) {
        value.fail("a request has at least one byte");
    }
    if (value.has("after_ms")) {
        reply.after = static_cast<core::Time>(value.at("after_ms").number(0, longest_ms)) * core::ps_per_ms;
    }
    reply.message = read_message(value, "send", "send_bytes", config);
    return reply;
}

void read_line(const PartSource& source, devices::UartAdapter::Config& line) {
    using Parity = devices::UartAdapter::Parity;
    source.integer("baud", 1, highest_baud, line.baud);
    std::int64_t bits = line.data_bits;
    std::int64_t stops = line.stop_bits;
    source.integer("data_bits", 5, 8, bits);
    source.integer("stop_bits", 1, 2, stops);
    line.data_bits = static_cast<unsigned>(bits);
    line.stop_bits = static_cast<unsigned>(stops);
    if (source.value.has("parity")) {
        const std::string word = source.value.at("parity").text();
        if (word != "none" && word != "even" && word != "odd") {
            source.value.at("parity").fail("none, even or odd is wanted here");
        }
        line.parity = word == "even" ? Parity::Even : word == "odd" ? Parity::Odd : Parity::None;
    }
}

/// What it says by itself, and what goes into that.
void read_talk(const YamlValue& value, Peer::Config& config) {
    if (value.has("quantities")) {
        for (const auto& [name, map] : value.at("quantities").entries()) {
            config.quantities.push_back(read_quantity(name, map));
        }
        if (config.quantities.size() > Peer::most_quantities) {
            value.at("quantities").fail(fmt::format("{} quantities are the most", Peer::most_quantities));
        }
    }
    if (value.has("periodic")) {
        for (const YamlValue& map : value.at("periodic").items()) {
            map.check_keys({"every_ms", "send", "send_bytes"});
            const auto ms = static_cast<core::Time>(map.at("every_ms").number(1, longest_ms));
            config.periodic.push_back(
                {ms * core::ps_per_ms, read_message(map, "send", "send_bytes", config)});
        }
    }
}

Maker read_i2c_peer(const PartSource& source) {
    const YamlValue& value = source.value;
    value.check_keys({"type", "scl", "sda", "address", "filler", "buffer_bytes", "quantities", "periodic"});
    Peer::Config talk;
    read_talk(value, talk);
    devices::I2cPeer::Config config;
    config.address = static_cast<std::uint8_t>(value.at("address").number(0x08, 0x77));
    if (value.has("filler")) {
        config.filler = static_cast<std::uint8_t>(value.at("filler").number(0, 0xff));
    }
    if (value.has("buffer_bytes")) {
        config.buffer_bytes = value.at("buffer_bytes").number(1, largest_buffer);
    }
    config.quantities = talk.quantities;
    config.periodic = talk.periodic;
    return [scl = source.gpio("scl"), sda = source.gpio("sda"), config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::I2cPeer>(chip, name, chip.pin(scl), chip.pin(sda), config);
    };
}

Maker read_uart_peer(const PartSource& source) {
    const YamlValue& value = source.value;
    value.check_keys({"type", "tx", "rx", "baud", "data_bits", "parity", "stop_bits", "quantities",
                      "periodic", "replies"});
    Peer::Config config;
    config.line.baud = 9600;
    read_line(source, config.line);
    read_talk(value, config);
    if (value.has("replies")) {
        for (const YamlValue& map : value.at("replies").items()) {
            config.replies.push_back(read_reply(map, config));
        }
    }
    return [tx = source.gpio("tx"), rx = source.gpio("rx"), config](Chip& chip, const std::string& name) {
        return std::make_unique<Peer>(chip, name, chip.pin(tx), chip.pin(rx), config);
    };
}

constexpr PartKind kinds[] = {
    {"i2c_peer",  read_i2c_peer },
    {"uart_peer", read_uart_peer},
};

} // namespace

std::span<const PartKind> uart_parts() {
    return kinds;
}

} // namespace sim::machine
