#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim::host {

/// USB 2.0, 9.6.1.
struct UsbDeviceDescriptor {
    static constexpr std::size_t size = 18;
    std::uint16_t usb = 0; // BCD
    std::uint8_t device_class = 0;
    std::uint8_t subclass = 0;
    std::uint8_t protocol = 0;
    std::uint8_t max_packet_0 = 0;
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::uint16_t release = 0; // BCD
    std::uint8_t manufacturer_string = 0;
    std::uint8_t product_string = 0;
    std::uint8_t serial_string = 0;
    std::uint8_t configurations = 0;
};

struct UsbEndpointDescriptor {
    std::uint8_t address = 0; // bit 7: IN
    std::uint8_t type = 0;    // 0 control, 1 isochronous, 2 bulk, 3 interrupt
    std::uint16_t max_packet = 0;
    std::uint8_t interval = 0;
    bool is_in() const { return (address & 0x80) != 0; }
    std::uint8_t number() const { return address & 0x0f; }
};

/// One alternate setting of an interface, with the class-specific descriptors that follow it.
struct UsbInterfaceDescriptor {
    std::uint8_t number = 0;
    std::uint8_t alternate = 0;
    std::uint8_t interface_class = 0;
    std::uint8_t subclass = 0;
    std::uint8_t protocol = 0;
    std::vector<UsbEndpointDescriptor> endpoints;
    std::vector<std::vector<std::uint8_t>> functional; // CS_INTERFACE, whole

    const UsbEndpointDescriptor* endpoint(std::uint8_t type, bool in) const;
};

struct UsbConfigurationDescriptor {
    static constexpr std::size_t header_size = 9;
    std::uint16_t total_length = 0;
    std::uint8_t value = 0;
    std::uint8_t attributes = 0; // bit 6 self-powered, bit 5 remote wakeup
    std::uint16_t max_power_ma = 0;
    std::vector<UsbInterfaceDescriptor> interfaces;

    const UsbInterfaceDescriptor* interface(std::uint8_t number) const;
};

/// A serial port by the communications class: the abstract control model with its data interface.
struct UsbAcmFunction {
    UsbInterfaceDescriptor control;
    UsbInterfaceDescriptor data; // the alternate setting that has both bulk endpoints
};

/// Nothing where the bytes are no such descriptor.
std::optional<UsbDeviceDescriptor> parse_device(std::span<const std::uint8_t> bytes);
/// From at least the header; what is cut off or malformed behind it ends the list of interfaces.
std::optional<UsbConfigurationDescriptor> parse_configuration(std::span<const std::uint8_t> bytes);
/// UTF-16 to UTF-8; nothing where the bytes are no string descriptor.
std::optional<std::string> parse_string(std::span<const std::uint8_t> bytes);

/// In the order of their control interfaces; a composite device may have several.
std::vector<UsbAcmFunction> acm_functions(const UsbConfigurationDescriptor& configuration);

/// One line per interface: "interface 0 alternate 0: CDC control (02/02/00), 0x81 interrupt 8 bytes each 16
/// ms".
std::vector<std::string> describe(const UsbConfigurationDescriptor& configuration);

} // namespace sim::host
