#pragma once

#include "peripherals/devices/i2c_axes.h"
#include "peripherals/devices/i2c_registers.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// The status of Freescale's sensors of three axes: bits 0 to 2 for new data of X, Y, Z, bit 3 for all of
/// them, bits 4 to 7 for data that was overwritten before it was read (ZYXOW ZOW YOW XOW ZYXDR ZDR YDR XDR).
struct AxisStatus {
    std::uint8_t bits = 0;

    static constexpr std::uint8_t all_ready = 0x08;
    static constexpr std::uint8_t all_overwritten = 0x80;

    constexpr bool ready() const { return (bits & all_ready) != 0; }
    constexpr void new_sample() {
        const unsigned unread = bits & 0x07U;
        const unsigned overwritten = unread << 4 | (ready() ? unsigned{all_overwritten} : 0U);
        bits = static_cast<std::uint8_t>((bits & 0xf0U) | overwritten | 0x0fU);
    }
    /// `axis` (0 to 2) has been read. The bits of all axes go with the last of them.
    constexpr void read(unsigned axis) {
        bits = static_cast<std::uint8_t>(bits & ~(0x11U << axis));
        if ((bits & 0x07) == 0) {
            bits = 0;
        }
    }
};

/// What Freescale's sensors of three axes have in common: they sample in periods, their output registers are
/// the MSB and LSB of X, Y, Z one behind the other, the LSB latched as its MSB is read, and a status register
/// tells what is new.
class AxisSensor : public I2cRegisters {
public:
    void reset() override;

protected:
    /// Addresses of registers.
    struct Outputs {
        std::uint8_t status;
        std::uint8_t first_msb;
    };
    AxisSensor(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
               std::uint8_t address, std::span<const ByteRegister> registers, const Outputs& outputs);

    /// State beside the registers, to that of power-on.
    virtual void reset_state() = 0;
    /// Samples as the control registers say, the first one a period from now.
    virtual void restart_sampling() = 0;
    virtual void sample() = 0;
    virtual void update_interrupts() = 0;

    void sample_in(sim::core::Time period) { sample_.arm(now() + period); }
    void stop_sampling() { sample_.disarm(); }
    /// 16 bits of an axis (0 to 2), as MSB and LSB.
    void store_axis(unsigned axis, unsigned bits);
    /// All axes were stored.
    void tell_new_sample();
    void forget_samples();
    bool has_new_sample() const { return axes_.status.ready(); }
    bool is_output(std::uint8_t address) const {
        return address >= outputs_.first_msb && address < outputs_.first_msb + 6;
    }
    /// A read of an output register; `stored` as for `on_read`.
    std::uint8_t read_output(std::uint8_t address, std::uint8_t stored);

private:
    struct Axes {
        AxisStatus status;
        std::array<std::uint8_t, 3> low_byte{}; // what the LSB gives after its MSB was read
    };
    void show_status() { set_value(outputs_.status, axes_.status.bits); }

    Outputs outputs_;
    Axes axes_;
    sim::core::Event sample_{*this, sim::core::EventClass::Timer, "sample",
                             sim::core::handler<&AxisSensor::sample>};
};

} // namespace peripherals::devices
