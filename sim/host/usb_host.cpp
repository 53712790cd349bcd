#include "sim/host/usb_host.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sim::host {

using namespace core;

namespace {

// USB 2.0, tables 9-2 to 9-5.
constexpr std::uint8_t from_device = 0x80;
constexpr std::uint8_t to_device = 0x00;
constexpr std::uint8_t to_interface = 0x01;
constexpr std::uint8_t set_feature = 3;
constexpr std::uint8_t set_address = 5;
constexpr std::uint8_t get_descriptor_request = 6;
constexpr std::uint8_t set_configuration = 9;
constexpr std::uint8_t set_interface = 11;
constexpr std::uint8_t device_type = 1;
constexpr std::uint8_t configuration_type = 2;
constexpr std::uint8_t string_type = 3;
constexpr std::uint16_t device_remote_wakeup = 1;
constexpr std::uint8_t can_wake = 0x20;

constexpr std::uint8_t address = 1;
constexpr std::uint16_t largest_packet = 64; // of endpoint 0, until the device has told its own
constexpr std::size_t enough_for_packet_size = 8;
constexpr std::uint16_t string_length = 255;
constexpr std::uint16_t us_english = 0x0409;

std::string_view phase_name(UsbHost::Phase phase) {
    constexpr std::string_view names[] = {"nothing attached", "debounce",   "reset",      "reset recovery",
                                          "enumerating",      "configured", "suspending", "suspended",
                                          "resuming",         "failed"};
    return names[static_cast<std::size_t>(phase)];
}

} // namespace

UsbHost::UsbHost(Machine& machine, std::string name, UsbDevicePort& device, UsbHostConfig config)
    : Device(machine, std::move(name)), device_(device), config_(std::move(config)),
      link_(*this, device, transaction_), control_(link_, control_timeout_) {
    for (const std::string& serial_name : config_.serial_names) {
        serials_.emplace_back(*this, serial_name, link_, control_);
    }
    link_.add(control_);
    device_.plug(this);
    device_.drive(UsbBus::Idle, {});
}

UsbHost::~UsbHost() {
    device_.plug(nullptr);
}

void UsbHost::reset() {
    // The machine's power-on takes the pull-up away; whoever comes back is enumerated then.
}

std::vector<ConsolePort*> UsbHost::consoles() {
    std::vector<ConsolePort*> ports;
    for (UsbSerial& serial : serials_) {
        ports.push_back(&serial);
    }
    return ports;
}

void UsbHost::set_plugged(bool plugged) {
    if (plugged == state_.plugged) {
        return;
    }
    state_.plugged = plugged;
    if (plugged) {
        device_.drive(UsbBus::Idle, {});
        device_.plug(this);
    } else {
        device_.plug(nullptr);
        detach();
    }
}

void UsbHost::on_pull_up(bool on) {
    if (!on) {
        detach();
        device_.drive(UsbBus::Idle, {});
    } else if (state_.phase == Phase::Detached) {
        state_.attempt = 0;
        wait(Phase::Debounce, config_.debounce);
    }
}

void UsbHost::detach() {
    wait_.disarm();
    control_.cancel();
    link_.stop();
    for (UsbSerial& serial : serials_) {
        serial.unbind();
    }
    const bool plugged = state_.plugged;
    const std::uint64_t enumerations = state_.enumerations;
    state_ = {};
    state_.plugged = plugged;
    state_.enumerations = enumerations;
}

void UsbHost::wait(Phase phase, Time time) {
    state_.phase = phase;
    wait_.arm(now() + time);
}

void UsbHost::begin_reset() {
    ++state_.attempt;
    control_.cancel();
    link_.stop();
    device_.drive(UsbBus::Reset, {});
    wait(Phase::Reset, config_.reset);
}

void UsbHost::on_wait_over() {
    switch (state_.phase) {
    case Phase::Debounce:
        begin_reset();
        break;
    case Phase::Reset:
        link_.start();
        wait(Phase::Recovery, config_.reset_recovery);
        break;
    case Phase::Recovery:
        state_.phase = Phase::Enumerating;
        control_.set_target(0, largest_packet);
        get_descriptor(Step::FirstDescriptor, device_type, 0, largest_packet);
        break;
    case Phase::Enumerating: // at its new address
        get_descriptor(Step::DeviceDescriptor, device_type, 0, UsbDeviceDescriptor::size);
        break;
    case Phase::Resuming:
        state_.phase = Phase::Configured;
        link_.start();
        break;
    default:
        break;
    }
}

void UsbHost::get_descriptor(Step step, std::uint8_t type, std::uint8_t index, std::uint16_t length) {
    control_.submit({from_device,
                     get_descriptor_request,
                     static_cast<std::uint16_t>(type << 8 | index),
                     type == string_type ? state_.language : std::uint16_t{0},
                     length,
                     {}},
                    *this, static_cast<unsigned>(step));
}

void UsbHost::on_request(unsigned tag, UsbResult result, std::span<const std::uint8_t> data) {
    const Step step = static_cast<Step>(tag);
    switch (step) {
    case Step::Languages:
    case Step::Manufacturer:
    case Step::Product:
    case Step::SerialNumber:
        take_string(step, result, data);
        return;
    case Step::SetInterface:
        return;
    case Step::EnableWakeup:
        link_.stop();
        device_.drive(UsbBus::Idle, {});
        state_.phase = Phase::Suspended;
        return;
    default:
        break;
    }
    if (result != UsbResult::Done) {
        fail(step, to_string(result));
        return;
    }
    switch (step) {
    case Step::FirstDescriptor:
        take_first_descriptor(data);
        break;
    case Step::SetAddress:
        control_.set_target(address, control_.target().max_packet);
        wait_.arm(now() + config_.address_recovery);
        break;
    case Step::DeviceDescriptor:
        take_device_descriptor(data);
        break;
    case Step::ConfigurationHeader:
        take_configuration_header(data);
        break;
    case Step::Configuration:
        take_configuration(data);
        break;
    case Step::SetConfiguration:
        bind_functions();
        break;
    default:
        break;
    }
}

void UsbHost::take_first_descriptor(std::span<const std::uint8_t> data) {
    if (data.size() < enough_for_packet_size || data[1] != device_type) {
        fail(Step::FirstDescriptor, fmt::format("{} bytes that are no device descriptor", data.size()));
        return;
    }
    const std::uint8_t max_packet = data[7];
    if (max_packet != 8 && max_packet != 16 && max_packet != 32 && max_packet != 64) {
        fail(Step::FirstDescriptor, fmt::format("bMaxPacketSize0 is {}", max_packet));
        return;
    }
    control_.set_target(0, max_packet);
    control_.submit({to_device, set_address, address, 0, 0, {}}, *this,
                    static_cast<unsigned>(Step::SetAddress));
}

void UsbHost::take_device_descriptor(std::span<const std::uint8_t> data) {
    state_.device = parse_device(data);
    if (!state_.device) {
        fail(Step::DeviceDescriptor, fmt::format("{} bytes that are no device descriptor", data.size()));
        return;
    }
    get_descriptor(Step::ConfigurationHeader, configuration_type, 0, UsbConfigurationDescriptor::header_size);
}

void UsbHost::take_configuration_header(std::span<const std::uint8_t> data) {
    const auto header = parse_configuration(data);
    if (!header || header->total_length < UsbConfigurationDescriptor::header_size) {
        fail(Step::ConfigurationHeader,
             fmt::format("{} bytes that are no configuration descriptor", data.size()));
        return;
    }
    get_descriptor(Step::Configuration, configuration_type, 0, header->total_length);
}

void UsbHost::take_configuration(std::span<const std::uint8_t> data) {
    state_.configuration = parse_configuration(data);
    if (!state_.configuration || data.size() < state_.configuration->total_length) {
        fail(Step::Configuration, fmt::format("only {} bytes of the configuration descriptor", data.size()));
        return;
    }
    get_descriptor(Step::Languages, string_type, 0, string_length);
}

/// Strings are for people: a device may have none, and a bad one stops nothing.
void UsbHost::take_string(Step step, UsbResult result, std::span<const std::uint8_t> data) {
    const std::string text = result == UsbResult::Done ? parse_string(data).value_or("") : std::string();
    switch (step) {
    case Step::Languages:
        state_.language = result == UsbResult::Done && data.size() >= 4
                              ? static_cast<std::uint16_t>(data[2] | data[3] << 8)
                              : us_english;
        get_string(Step::Manufacturer);
        break;
    case Step::Manufacturer:
        state_.manufacturer = text;
        get_string(Step::Product);
        break;
    case Step::Product:
        state_.product = text;
        get_string(Step::SerialNumber);
        break;
    default:
        state_.serial_number = text;
        control_.submit({to_device, set_configuration, state_.configuration->value, 0, 0, {}}, *this,
                        static_cast<unsigned>(Step::SetConfiguration));
        break;
    }
}

void UsbHost::get_string(Step step) {
    const UsbDeviceDescriptor& device = *state_.device;
    const std::uint8_t index = step == Step::Manufacturer ? device.manufacturer_string
                               : step == Step::Product    ? device.product_string
                                                          : device.serial_string;
    if (index == 0) {
        take_string(step, UsbResult::Stalled, {});
    } else {
        get_descriptor(step, string_type, index, string_length);
    }
}

void UsbHost::bind_functions() {
    state_.phase = Phase::Configured;
    ++state_.enumerations;
    const std::vector<UsbAcmFunction> functions = acm_functions(*state_.configuration);
    for (std::size_t i = 0; i < std::min(functions.size(), serials_.size()); ++i) {
        const UsbInterfaceDescriptor& data = functions[i].data;
        if (data.alternate != 0) {
            control_.submit({to_interface, set_interface, data.alternate, data.number, 0, {}}, *this,
                            static_cast<unsigned>(Step::SetInterface));
        }
        serials_[i].bind(functions[i], address);
    }
}

void UsbHost::fail(Step step, std::string_view why) {
    if (state_.attempt < config_.attempts) {
        begin_reset();
        return;
    }
    constexpr std::string_view names[] = {"GET_DESCRIPTOR(device) at address 0",
                                          "SET_ADDRESS",
                                          "GET_DESCRIPTOR(device)",
                                          "GET_DESCRIPTOR(configuration), its header",
                                          "GET_DESCRIPTOR(configuration)",
                                          "",
                                          "",
                                          "",
                                          "",
                                          "SET_CONFIGURATION"};
    report("usb_host.enumeration",
           fmt::format("the device could not be enumerated in {} attempts; the last one "
                       "ended at {}: {}",
                       state_.attempt, names[static_cast<std::size_t>(step)], why));
    control_.cancel();
    link_.stop();
    device_.drive(UsbBus::Idle, {});
    state_.phase = Phase::Failed;
}

void UsbHost::suspend() {
    if (state_.phase != Phase::Configured) {
        return;
    }
    state_.phase = Phase::Suspending;
    if ((state_.configuration->attributes & can_wake) != 0) {
        control_.submit({to_device, set_feature, device_remote_wakeup, 0, 0, {}}, *this,
                        static_cast<unsigned>(Step::EnableWakeup));
    } else {
        on_request(static_cast<unsigned>(Step::EnableWakeup), UsbResult::Done, {});
    }
}

void UsbHost::resume() {
    if (state_.phase == Phase::Suspended) {
        device_.drive(UsbBus::Resume, {});
        wait(Phase::Resuming, config_.resume);
    }
}

void UsbHost::on_remote_wakeup() {
    resume();
}

void UsbHost::inspect(Inspector& inspector) const {
    inspector.text("state", phase_name(state_.phase));
    if (state_.device) {
        inspector.text("device", fmt::format("{:04x}:{:04x} {}", state_.device->vendor,
                                             state_.device->product, state_.product));
        inspector.text("manufacturer", state_.manufacturer);
        inspector.text("serial number", state_.serial_number);
    }
    if (state_.configuration) {
        inspector.number("power", state_.configuration->max_power_ma, "mA");
        for (const std::string& line : describe(*state_.configuration)) {
            const std::size_t colon = line.find(": ");
            inspector.text(line.substr(0, colon), line.substr(colon + 2));
        }
    }
    const UsbLink::Counters& counters = link_.counters();
    inspector.number("enumerations", static_cast<std::int64_t>(state_.enumerations));
    inspector.number("transactions", static_cast<std::int64_t>(counters.transactions));
    inspector.number("received", static_cast<std::int64_t>(counters.bytes_in), "bytes");
    inspector.number("sent", static_cast<std::int64_t>(counters.bytes_out), "bytes");
    for (const UsbSerial& serial : serials_) {
        serial.inspect(inspector);
    }
}

} // namespace sim::host
