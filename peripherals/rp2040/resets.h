#pragma once

#include "peripherals/rp2040/resets_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::rp2040 {

/// The blocks that RESETS holds in reset, in the order of its bits.
enum class ResetBlock : std::uint8_t {
    Adc,
    Busctrl,
    Dma,
    I2c0,
    I2c1,
    IoBank0,
    IoQspi,
    Jtag,
    PadsBank0,
    PadsQspi,
    Pio0,
    Pio1,
    PllSys,
    PllUsb,
    Pwm,
    Rtc,
    Spi0,
    Spi1,
    Syscfg,
    Sysinfo,
    Tbman,
    Timer,
    Uart0,
    Uart1,
    Usbctrl,
};

/// Reset controller of the subsystem blocks: all are held in reset until software releases them. A block is
/// done two edges of its clock after its release, so not at all while that stands still.
class Resets final : public sim::core::RegisterDevice, public sim::core::LineSink {
public:
    Resets(sim::core::Machine& machine, std::string name);

    /// `clock` is what the block's reset is synchronised to; without one it is done at once.
    void connect(ResetBlock block, sim::core::RegisterDevice& device,
                 const sim::core::ClockDomain* clock = nullptr);

    void reset() override;
    /// The watchdog's request: puts the blocks that WDSEL names into reset.
    void on_line(unsigned input, bool level) override;

private:
    struct Connection {
        ResetBlock block;
        sim::core::RegisterDevice* device;
        const sim::core::ClockDomain* clock;
    };

    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void apply();
    std::uint32_t done() const;

    struct State {
        std::uint32_t held = 0;
        std::array<std::int64_t, 25> done_edge = {}; // of the block's clock
    };
    State state_;
    std::vector<Connection> connections_;
};

} // namespace peripherals::rp2040
