#pragma once

#include "peripherals/rp2040/usb_dpram.h"
#include "peripherals/rp2040/usb_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"
#include "sim/core/usb_port.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::rp2040 {

/// The USB controller as a full-speed device, with its dual-port memory and PHY: pull-up, bus reset, suspend
/// and resume, frames, all transfers of endpoints 0 to 15 in both directions, single and double buffered. A
/// transaction happens at one moment, when its last bit is through.
///
/// Isochronous endpoints have no handshake and no data PID check.
///
/// Not modelled: host mode (its registers are kept), errors on the wire, the external PHY, driving D+ and D-
/// by hand (SIE_CTRL.DIRECT_*, USBPHY_DIRECT but for the pull-up), the digital pads (they always read the J
/// state).
class UsbController final : public sim::core::RegisterDevice,
                            public sim::core::UsbDevicePort,
                            public sim::core::LineSink,
                            private sim::core::ClockListener,
                            private UsbDpramListener {
public:
    /// Lines that come from pads: the functions USB VBUS DET and USB OVCUR DET.
    enum Input : unsigned { VbusDetect, Overcurrent };

    /// `clock` is clk_usb.
    UsbController(sim::core::Machine& machine, const std::string& name, sim::core::ClockDomain& clock);

    UsbDpram& dpram() { return dpram_; }
    sim::core::Line& irq() { return irq_; }
    /// Bit 0: USB VBUS EN.
    sim::core::OutputPins& outputs() { return outputs_; }

    void reset() override;
    void on_line(unsigned input, bool level) override;

    void plug(sim::core::UsbHostPort* host) override;
    void drive(sim::core::UsbBus bus, sim::core::UsbFrames frames) override;
    sim::core::UsbPreview preview(unsigned address, unsigned endpoint,
                                  sim::core::UsbDirection direction) const override;
    sim::core::UsbAnswer setup(unsigned address, unsigned endpoint,
                               std::span<const std::uint8_t, 8> packet) override;
    sim::core::UsbAnswer out(unsigned address, unsigned endpoint, bool data1,
                             std::span<const std::uint8_t> data) override;
    sim::core::UsbIn in(unsigned address, unsigned endpoint) override;

private:
    /// What one endpoint in one direction has for the next token.
    struct Buffer {
        std::uint32_t bit = 0;     // in BUFF_STATUS and the registers of its shape
        std::uint32_t control = 0; // endpoint control; EP0's bits of SIE_CTRL in the same places
        std::uint32_t status_offset = 0;
        unsigned half = 0;         // buffer 0 or 1
        std::uint32_t status = 0;  // of that buffer, in the places of buffer 0
        std::uint32_t address = 0; // of the data
        std::uint32_t capacity = 0;
        bool stalled = false;
    };
    struct Sof {
        sim::core::Time time = sim::core::never; // never: none yet
        std::uint16_t number = 0;
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override { update(); }
    void on_dpram_control(std::uint32_t offset, unsigned lanes) override;

    // The link: what PHY, clock and bus make of each other (usb.cpp).
    bool enabled() const;
    bool clock_right() const;
    bool vbus_detected() const;
    bool overcurrent() const;
    bool pull_up() const;
    bool receives() const;
    unsigned line_state() const;
    Sof last_sof() const;
    bool sof_pending() const;
    void keep_frames();
    void set_suspended(bool suspended);
    void set_connected(bool connected);
    void update();
    void tell_of_clock();
    void see_bus_reset();
    void see_suspend();
    void see_sof() { update(); }
    std::uint32_t raw_interrupts() const;
    void answers_changed();

    // Transactions (usb_transactions.cpp).
    bool addressed(unsigned address) const;
    std::uint32_t endpoint_control(unsigned endpoint, sim::core::UsbDirection direction) const;
    Buffer buffer(unsigned endpoint, sim::core::UsbDirection direction) const;
    sim::core::UsbPreview preview(const Buffer& buffer, sim::core::UsbDirection direction) const;
    void refuse(const Buffer& buffer, sim::core::UsbAnswer answer);
    void finish(const Buffer& buffer, std::uint32_t status);
    void finish_buffer_status(std::uint32_t bit, unsigned half);
    void next_buffer_status(std::uint32_t cleared);
    void select_buffer(std::uint32_t offset, unsigned lanes);

    // All state that is not in the registers: plain values, so that a copy is a snapshot.
    struct State {
        std::uint32_t selected = 0;   // by endpoint bit: buffer 1 is next
        std::uint32_t waiting = 0;    // by endpoint bit: another buffer is done behind the one in BUFF_STATUS
        std::uint32_t aborting = 0;   // EP_ABORT as last seen
        std::uint32_t latched = 0;    // INTR bits that are events
        sim::core::Time sof_read = 0; // frames up to here no longer interrupt
        sim::core::Time still_since = 0;
        std::uint16_t frame = 0;
        bool pulled_up = false;
        bool receiving = false;
        bool suspended = false;
        bool connected = false;
        bool mute = false; // no 48 MHz while pulled up: told once
    };
    State state_;
    // What comes from outside and is there whatever the block's reset does.
    struct Outside {
        sim::core::UsbBus bus = sim::core::UsbBus::Unplugged;
        sim::core::UsbFrames frames;
        bool vbus_detect = false;
        bool overcurrent = false;
    };
    Outside outside_;

    UsbDpram dpram_;
    sim::core::ClockDomain& clock_;
    sim::core::UsbHostPort* host_ = nullptr;
    sim::core::Line irq_;
    sim::core::OutputPins outputs_;
    sim::core::Event bus_reset_{*this, sim::core::EventClass::Timer, "bus reset",
                                sim::core::handler<&UsbController::see_bus_reset>};
    sim::core::Event suspend_{*this, sim::core::EventClass::Timer, "suspend",
                              sim::core::handler<&UsbController::see_suspend>};
    sim::core::Event sof_{*this, sim::core::EventClass::Timer, "start of frame",
                          sim::core::handler<&UsbController::see_sof>};
};

} // namespace peripherals::rp2040
