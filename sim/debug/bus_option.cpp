#include "sim/core/error.h"
#include "sim/debug/tracer.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>

#include <fmt/format.h>

namespace sim::debug {

using namespace core;

namespace {

/// A protocol as the user names it.
struct Protocol {
    std::string_view name;
    SerialBus::Kind kind;
    std::vector<std::string_view> wanted;   // pins
    std::vector<std::string_view> optional; // pins
    std::vector<std::string_view> settings;
};

const std::vector<Protocol>& protocols() {
    static const std::vector<Protocol> all{
        {"i2c",    SerialBus::Kind::I2c,    {"scl", "sda"}, {},                     {}                        },
        {"spi",    SerialBus::Kind::Spi,    {"sck"},        {"mosi", "miso", "cs"}, {"mode", "bits", "lsb"}   },
        {"uart",   SerialBus::Kind::Uart,   {"line"},       {},                     {"baud", "bits", "parity"}},
        {"ws2812", SerialBus::Kind::Ws2812, {"din"},        {},                     {}                        },
    };
    return all;
}

constexpr std::string_view usage =
    "write i2c:scl=PIN,sda=PIN or spi:sck=PIN[,mosi=PIN][,miso=PIN][,cs=PIN][,mode=0..3][,bits=8][,lsb=1] or "
    "uart:line=PIN,baud=115200[,bits=8][,parity=none|even|odd] or ws2812:din=PIN";

bool has(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

unsigned number(const std::string& text, unsigned least, unsigned most) {
    unsigned value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc() || end != last || value < least || value > most) {
        throw Error(fmt::format("'{}' is no number from {} to {}", text, least, most));
    }
    return value;
}

void set(BusFormat& format, std::string_view key, const std::string& value) {
    constexpr unsigned highest_baud = 100'000'000;
    if (key == "baud") {
        const Time baud = number(value, 1, highest_baud);
        format.bit_time = (ps_per_s + baud / 2) / baud;
    } else if (key == "bits") {
        format.bits = number(value, 4, 16);
    } else if (key == "mode") {
        const unsigned mode = number(value, 0, 3);
        format.clock_high = mode >= 2;
        format.second_edge = mode % 2 != 0;
    } else if (key == "lsb") {
        format.lowest_first = number(value, 0, 1) != 0;
    } else if (value == "even" || value == "odd") {
        format.parity = value == "even" ? BusFormat::Parity::Even : BusFormat::Parity::Odd;
    } else if (value != "none") {
        throw Error(fmt::format("'{}' is no parity", value));
    }
}

SerialBus parse(const std::string& wish, const SignalFinder& finder) {
    const std::size_t colon = std::min(wish.find(':'), wish.size());
    const auto protocol = std::find_if(protocols().begin(), protocols().end(), [&](const Protocol& known) {
        return known.name == wish.substr(0, colon);
    });
    if (protocol == protocols().end()) {
        throw Error(fmt::format("'{}' is no protocol", wish.substr(0, colon)));
    }
    SerialBus bus{protocol->kind, {}, {}, {}};
    BusFormat format;
    for (std::size_t begin = colon + 1; begin < wish.size();) {
        const std::size_t end = std::min(wish.find(',', begin), wish.size());
        const std::string item = wish.substr(begin, end - begin);
        const std::size_t equals = std::min(item.find('='), item.size());
        const std::string key = item.substr(0, equals);
        const std::string value = item.substr(std::min(equals + 1, item.size()));
        const auto find_in = [&key](const std::vector<std::string_view>& names) {
            const auto found = std::find(names.begin(), names.end(), key);
            return found == names.end() ? std::string_view() : *found;
        };
        const std::string_view role =
            has(protocol->wanted, key) ? find_in(protocol->wanted) : find_in(protocol->optional);
        if (!role.empty()) {
            bus.pins.push_back({role, &finder.net(value)});
            bus.name += (bus.name.empty() ? "" : ",") + value.substr(value.rfind('.') + 1); // no machine
        } else if (has(protocol->settings, key)) {
            set(format, key, value);
        } else {
            throw Error(fmt::format("'{}' is nothing that {} has", key, protocol->name));
        }
        begin = end + 1;
    }
    for (const std::string_view role : protocol->wanted) {
        if (std::none_of(bus.pins.begin(), bus.pins.end(),
                         [&](const auto& pin) { return pin.role == role; })) {
            throw Error(fmt::format("the pin {} is missing", role));
        }
    }
    if (bus.kind == SerialBus::Kind::Uart && format.bit_time == 0) {
        throw Error("baud is missing");
    }
    bus.format = [format] { return format; };
    return bus;
}

} // namespace

SerialBus parse_bus(const std::string& wish, const SignalFinder& finder) {
    try {
        return parse(wish, finder);
    } catch (const Error& error) {
        throw Error(fmt::format("bus '{}': {}; {}", wish, error.what(), usage));
    }
}

} // namespace sim::debug
