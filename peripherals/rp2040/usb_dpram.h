#pragma once

#include "peripherals/rp2040/usb_dpram_registers.h"
#include "sim/core/bus.h"
#include "sim/core/device.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::rp2040 {

/// Told of the guest's writes to the words that control endpoints and buffers.
class UsbDpramListener {
public:
    virtual ~UsbDpramListener() = default;
    /// The word at `offset` was written, `lanes` (one bit a byte) of it.
    virtual void on_dpram_control(std::uint32_t offset, unsigned lanes) = 0;
};

/// The 4 KiB dual-port memory between processor and USB controller: any byte, half-word or word, no atomic
/// aliases. Its content survives every reset but power-on. Not modelled: both sides at one word in the same
/// cycle.
class UsbDpram final : public sim::core::Device, public sim::core::BusDevice {
public:
    static constexpr std::uint32_t size = 0x1000;
    static constexpr std::uint32_t control_end = 0x100; // endpoint and buffer controls lie below

    UsbDpram(sim::core::Machine& machine, std::string name) : Device(machine, std::move(name)) {}

    void set_listener(UsbDpramListener* listener) { listener_ = listener; }
    std::span<std::uint8_t, size> bytes() { return state_.bytes; }
    std::span<const sim::core::Register> registers() const { return usb::usb_dpram_registers; }

    /// The controller's view: whole words, nobody is told.
    std::uint32_t word(std::uint32_t offset) const;
    void set_word(std::uint32_t offset, std::uint32_t value);

    void reset() override { state_ = {}; }
    void inspect(sim::core::Inspector& inspector) const override;
    std::uint32_t read(std::uint32_t offset, const sim::core::Access& access) override;
    void write(std::uint32_t offset, std::uint32_t value, const sim::core::Access& access) override;
    std::uint32_t peek(std::uint32_t offset) const override { return word(offset & ~3U); }

private:
    struct State {
        std::array<std::uint8_t, size> bytes{};
    };
    State state_;
    UsbDpramListener* listener_ = nullptr;
};

} // namespace peripherals::rp2040
