#pragma once

#include "sim/core/device.h"
#include "sim/core/usb_port.h"
#include "sim/host/usb_descriptors.h"
#include "sim/host/usb_link.h"
#include "sim/host/usb_pipes.h"
#include "sim/host/usb_serial.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim::host {

/// How patient a host is: the least that USB 2.0 allows it (7.1.7.3, 7.1.7.5, 7.1.7.7, 9.2.6).
struct UsbHostConfig {
    core::Time debounce = 100 * core::ps_per_ms;
    core::Time reset = 10 * core::ps_per_ms;
    core::Time reset_recovery = 10 * core::ps_per_ms;
    core::Time address_recovery = 2 * core::ps_per_ms;
    core::Time resume = 20 * core::ps_per_ms;
    unsigned attempts = 3; // to enumerate, with a reset before each
    /// Consoles: the n-th CDC ACM function of the device is the n-th of these.
    std::vector<std::string> serial_names = {"usb", "usb1"};
};

/// A host with one full-speed port: detects the pull-up, resets, enumerates, configures the first
/// configuration and drives its CDC ACM functions; other interfaces are left alone. A device that goes away
/// and comes back is enumerated anew. While nobody has anything to say, no event is pending.
///
/// Enumeration: GET_DESCRIPTOR(device, 64) at address 0, SET_ADDRESS, device and configuration descriptors,
/// strings, SET_CONFIGURATION, then SET_INTERFACE, SET_LINE_CODING and SET_CONTROL_LINE_STATE per serial
/// port.
///
/// Not modelled: hubs, low and high speed, isochronous transfers, drivers of other classes.
class UsbHost final : public core::Device, private core::UsbHostPort, private UsbRequestClient {
public:
    enum class Phase : std::uint8_t {
        Detached,
        Debounce,
        Reset,
        Recovery,
        Enumerating,
        Configured,
        Suspending,
        Suspended,
        Resuming,
        Failed
    };

    UsbHost(core::Machine& machine, std::string name, core::UsbDevicePort& device, UsbHostConfig config = {});
    ~UsbHost() override;

    void reset() override;
    void inspect(core::Inspector& inspector) const override;

    Phase phase() const { return state_.phase; }
    /// The console of the n-th CDC ACM function: there before and after the device is.
    UsbSerial& serial(std::size_t index = 0) { return serials_[index]; }
    /// All serial ports as consoles, "usb" first.
    std::vector<core::ConsolePort*> consoles();

    /// Pulls the cable out, or puts it back.
    void set_plugged(bool plugged);
    /// Stops frames; a device that can is asked to wake the host when it wants to.
    void suspend();
    void resume();

    const std::optional<UsbDeviceDescriptor>& device_descriptor() const { return state_.device; }
    const std::optional<UsbConfigurationDescriptor>& configuration() const { return state_.configuration; }
    const UsbLink::Counters& counters() const { return link_.counters(); }

private:
    enum class Step : std::uint8_t {
        FirstDescriptor,
        SetAddress,
        DeviceDescriptor,
        ConfigurationHeader,
        Configuration,
        Languages,
        Manufacturer,
        Product,
        SerialNumber,
        SetConfiguration,
        SetInterface,
        EnableWakeup
    };

    void on_pull_up(bool on) override;
    void on_answers_changed() override { link_.plan(); }
    void on_remote_wakeup() override;
    void on_request(unsigned tag, UsbResult result, std::span<const std::uint8_t> data) override;

    void detach();
    void begin_reset();
    void wait(Phase phase, core::Time time);
    void on_wait_over();
    void on_transaction() { link_.run(); }
    void on_control_timeout() { control_.on_timeout(); }
    void get_descriptor(Step step, std::uint8_t type, std::uint8_t index, std::uint16_t length);
    void take_first_descriptor(std::span<const std::uint8_t> data);
    void take_device_descriptor(std::span<const std::uint8_t> data);
    void take_configuration_header(std::span<const std::uint8_t> data);
    void take_configuration(std::span<const std::uint8_t> data);
    void take_string(Step step, UsbResult result, std::span<const std::uint8_t> data);
    void get_string(Step step);
    void bind_functions();
    void fail(Step step, std::string_view why);

    struct State {
        Phase phase = Phase::Detached;
        unsigned attempt = 0;
        std::uint16_t language = 0;
        bool plugged = true;
        std::optional<UsbDeviceDescriptor> device;
        std::optional<UsbConfigurationDescriptor> configuration;
        std::string manufacturer;
        std::string product;
        std::string serial_number;
        std::uint64_t enumerations = 0;
    };
    State state_;

    core::UsbDevicePort& device_;
    UsbHostConfig config_;
    core::Event transaction_{*this, core::EventClass::InputEdge, "transaction",
                             core::handler<&UsbHost::on_transaction>};
    core::Event wait_{*this, core::EventClass::InputEdge, "wait", core::handler<&UsbHost::on_wait_over>};
    core::Event control_timeout_{*this, core::EventClass::InputEdge, "control timeout",
                                 core::handler<&UsbHost::on_control_timeout>};
    UsbLink link_;
    UsbControlPipe control_;
    std::deque<UsbSerial> serials_;
};

} // namespace sim::host
