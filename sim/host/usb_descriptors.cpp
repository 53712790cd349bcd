#include "sim/host/usb_descriptors.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace sim::host {

namespace {

enum Type : std::uint8_t {
    Device = 1,
    Configuration = 2,
    String = 3,
    Interface = 4,
    Endpoint = 5,
    ClassInterface = 0x24
};

constexpr std::uint8_t bulk = 2;
constexpr std::uint8_t communications = 0x02;
constexpr std::uint8_t abstract_control = 0x02;
constexpr std::uint8_t data_class = 0x0a;
constexpr std::uint8_t union_subtype = 0x06;
constexpr std::uint8_t call_management_subtype = 0x01;

std::uint16_t half_word(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
}

bool is(std::span<const std::uint8_t> bytes, Type type, std::size_t size) {
    return bytes.size() >= size && bytes[0] >= size && bytes[1] == type;
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xc0 | code >> 6);
        add(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        add(0xe0 | code >> 12);
        add(0x80 | (code >> 6 & 0x3f));
        add(0x80 | (code & 0x3f));
    } else {
        add(0xf0 | code >> 18);
        add(0x80 | (code >> 12 & 0x3f));
        add(0x80 | (code >> 6 & 0x3f));
        add(0x80 | (code & 0x3f));
    }
}

/// Which interface carries the data of an ACM control interface: by its union, else its call management, else
/// the next one.
std::uint8_t data_interface_of(const UsbInterfaceDescriptor& control) {
    for (const auto& item : control.functional) {
        if (item.size() >= 5 && item[2] == union_subtype) {
            return item[4];
        }
    }
    for (const auto& item : control.functional) {
        if (item.size() >= 5 && item[2] == call_management_subtype) {
            return item[4];
        }
    }
    return static_cast<std::uint8_t>(control.number + 1);
}

std::string_view class_name(const UsbInterfaceDescriptor& interface) {
    switch (interface.interface_class) {
    case 0x01:
        return "audio";
    case communications:
        return interface.subclass == abstract_control ? "CDC ACM control" : "CDC control";
    case 0x03:
        return "HID";
    case 0x07:
        return "printer";
    case 0x08:
        return "mass storage";
    case data_class:
        return "CDC data";
    case 0x0e:
        return "video";
    case 0xfe:
        return "application specific";
    case 0xff:
        return "vendor specific";
    default:
        return "other class";
    }
}

std::string describe(const UsbEndpointDescriptor& endpoint) {
    constexpr std::string_view types[] = {"control", "isochronous", "bulk", "interrupt"};
    std::string text =
        fmt::format("{:#04x} {} {} bytes", endpoint.address, types[endpoint.type & 3], endpoint.max_packet);
    if ((endpoint.type & 3) == 3) {
        text += fmt::format(" each {} ms", endpoint.interval);
    }
    return text;
}

} // namespace

const UsbEndpointDescriptor* UsbInterfaceDescriptor::endpoint(std::uint8_t type, bool in) const {
    const auto found = std::find_if(endpoints.begin(), endpoints.end(), [=](const auto& item) {
        return item.type == type && item.is_in() == in;
    });
    return found == endpoints.end() ? nullptr : &*found;
}

const UsbInterfaceDescriptor* UsbConfigurationDescriptor::interface(std::uint8_t number) const {
    const auto found = std::find_if(interfaces.begin(), interfaces.end(),
                                    [=](const auto& item) { return item.number == number; });
    return found == interfaces.end() ? nullptr : &*found;
}

std::optional<UsbDeviceDescriptor> parse_device(std::span<const std::uint8_t> bytes) {
    if (!is(bytes, Device, UsbDeviceDescriptor::size)) {
        return std::nullopt;
    }
    return UsbDeviceDescriptor{.usb = half_word(bytes, 2),
                               .device_class = bytes[4],
                               .subclass = bytes[5],
                               .protocol = bytes[6],
                               .max_packet_0 = bytes[7],
                               .vendor = half_word(bytes, 8),
                               .product = half_word(bytes, 10),
                               .release = half_word(bytes, 12),
                               .manufacturer_string = bytes[14],
                               .product_string = bytes[15],
                               .serial_string = bytes[16],
                               .configurations = bytes[17]};
}

std::optional<UsbConfigurationDescriptor> parse_configuration(std::span<const std::uint8_t> bytes) {
    if (!is(bytes, Configuration, UsbConfigurationDescriptor::header_size)) {
        return std::nullopt;
    }
    UsbConfigurationDescriptor result{.total_length = half_word(bytes, 2),
                                      .value = bytes[5],
                                      .attributes = bytes[7],
                                      .max_power_ma = static_cast<std::uint16_t>(2 * bytes[8]),
                                      .interfaces = {}};
    for (auto rest = bytes.subspan(bytes[0]); rest.size() >= 2 && rest[0] >= 2 && rest[0] <= rest.size();
         rest = rest.subspan(rest[0])) {
        const std::span<const std::uint8_t> item = rest.first(rest[0]);
        if (is(item, Interface, 9)) {
            result.interfaces.push_back({.number = item[2],
                                         .alternate = item[3],
                                         .interface_class = item[5],
                                         .subclass = item[6],
                                         .protocol = item[7],
                                         .endpoints = {},
                                         .functional = {}});
        } else if (is(item, Endpoint, 7) && !result.interfaces.empty()) {
            result.interfaces.back().endpoints.push_back(
                {.address = item[2],
                 .type = static_cast<std::uint8_t>(item[3] & 3),
                 .max_packet = static_cast<std::uint16_t>(half_word(item, 4) & 0x7ff),
                 .interval = item[6]});
        } else if (is(item, ClassInterface, 3) && !result.interfaces.empty()) {
            result.interfaces.back().functional.emplace_back(item.begin(), item.end());
        }
    }
    return result;
}

std::optional<std::string> parse_string(std::span<const std::uint8_t> bytes) {
    if (!is(bytes, String, 2)) {
        return std::nullopt;
    }
    std::string text;
    const std::size_t end = std::min<std::size_t>(bytes[0], bytes.size());
    for (std::size_t at = 2; at + 1 < end; at += 2) {
        std::uint32_t code = half_word(bytes, at);
        if (code >= 0xd800 && code < 0xdc00 && at + 3 < end) {
            const std::uint32_t second = half_word(bytes, at + 2);
            if (second >= 0xdc00 && second < 0xe000) {
                code = 0x10000 + ((code & 0x3ff) << 10) + (second & 0x3ff);
                at += 2;
            }
        }
        append_utf8(text, code);
    }
    return text;
}

std::vector<UsbAcmFunction> acm_functions(const UsbConfigurationDescriptor& configuration) {
    std::vector<UsbAcmFunction> functions;
    for (const UsbInterfaceDescriptor& control : configuration.interfaces) {
        if (control.interface_class != communications || control.subclass != abstract_control ||
            control.alternate != 0) {
            continue;
        }
        const std::uint8_t number = data_interface_of(control);
        for (const UsbInterfaceDescriptor& data : configuration.interfaces) {
            if (data.number == number && data.interface_class == data_class &&
                data.endpoint(bulk, true) != nullptr && data.endpoint(bulk, false) != nullptr) {
                functions.push_back({control, data});
                break;
            }
        }
    }
    return functions;
}

std::vector<std::string> describe(const UsbConfigurationDescriptor& configuration) {
    std::vector<std::string> lines;
    for (const UsbInterfaceDescriptor& interface : configuration.interfaces) {
        std::string line = fmt::format("interface {} alternate {}: {} ({:02x}/{:02x}/{:02x})",
                                       interface.number, interface.alternate, class_name(interface),
                                       interface.interface_class, interface.subclass, interface.protocol);
        for (const UsbEndpointDescriptor& endpoint : interface.endpoints) {
            line += ", " + describe(endpoint);
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace sim::host
