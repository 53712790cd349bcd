#pragma once

#include "sim/core/console_port.h"
#include "sim/core/device.h"
#include "sim/host/usb_descriptors.h"
#include "sim/host/usb_pipes.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sim::host {

/// A serial port of a USB device as the host's driver has it (CDC PSTN 1.2, abstract control model): line
/// coding, DTR and RTS, one bulk pipe each way, the notification endpoint. The port is what a program that
/// opened it sees: connected from the moment DTR is set.
class UsbSerial final : public core::ConsolePort, private UsbPipeClient, private UsbRequestClient {
public:
    /// Bytes that wait on the host for the guest to take them.
    static constexpr std::size_t queue_bytes = 4096;

    struct Lines {
        bool dtr = false;
        bool rts = false;
    };

    UsbSerial(core::Device& owner, std::string name, UsbLink& link, UsbControlPipe& control);

    /// The function was configured: sets the line coding and, where they are up, DTR and RTS.
    void bind(const UsbAcmFunction& function, std::uint8_t device);
    /// The device is gone. What was not sent is lost, as with a real cable.
    void unbind();

    /// Opening a port raises both lines, closing drops both; set once for all devices to come.
    void set_lines(Lines lines);
    void set_baud(std::uint32_t baud);

    bool connected() const override { return connected_; }
    std::size_t space() const override;
    void send(std::span<const std::uint8_t> bytes) override;

    void inspect(core::Inspector& inspector) const;

private:
    void send_line_coding();
    void send_lines();

    void take_notification(std::span<const std::uint8_t> data);

    void on_data(UsbPipe& pipe, std::span<const std::uint8_t> data) override;
    void on_sent(UsbPipe&) override {}
    void on_halt(UsbPipe& pipe) override;
    void on_lost(UsbPipe& pipe) override;
    void on_request(unsigned tag, UsbResult result, std::span<const std::uint8_t> data) override;

    core::Device& owner_;
    UsbLink& link_;
    UsbControlPipe& control_;
    UsbInPipe in_;
    UsbOutPipe out_;
    UsbInPipe notifications_;
    UsbAcmFunction function_;
    Lines lines_{true, true};
    std::uint32_t baud_ = 115'200;
    bool bound_ = false;
    bool connected_ = false;
    std::uint8_t device_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t sent_ = 0;
    std::vector<std::uint8_t> notification_; // as far as it has come
    std::uint8_t serial_state_ = 0;          // by the last SERIAL_STATE notification
};

} // namespace sim::host
