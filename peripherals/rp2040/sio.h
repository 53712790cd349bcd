#pragma once

#include "peripherals/rp2040/sio_divider.h"
#include "peripherals/rp2040/sio_inputs.h"
#include "peripherals/rp2040/sio_interpolator.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"
#include "sim/core/trace.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace peripherals::rp2040 {

/// Single-cycle IO: GPIO and QSPI pins, and between the two cores FIFOs and spinlocks; a divider and two
/// interpolators for each core. What is banked follows the initiator of an access; a debugger sees core 0's.
/// Datasheet, "SIO". Not modelled: partial results of the divider.
class Sio final : public sim::core::RegisterDevice {
public:
    /// `gpio` and `qspi` are the levels that SIO sees; `floating` has a bit for each GPIO that nothing drives
    /// or pulls.
    Sio(sim::core::Machine& machine, std::string name, const sim::core::ClockDomain& sys,
        sim::core::InputPins& gpio, sim::core::InputPins& qspi, const sim::core::InputPins& floating);

    void reset() override;

    /// Maps the block at `base`. What belongs to one core (CPUID, divider, interpolators) becomes private to
    /// it, so that cores need not wait for each other.
    void map(sim::core::Bus& bus, std::uint32_t base);

    /// Bit n is GPIO n.
    sim::core::OutputPins& outputs() { return outputs_; }
    /// Bits 0 to 5 are SCLK, SS, SD0, SD1, SD2, SD3.
    sim::core::OutputPins& qspi_outputs() { return qspi_outputs_; }
    /// SIO_IRQ_PROC0 and SIO_IRQ_PROC1.
    sim::core::Line& irq(unsigned core) { return irqs_[core]; }

private:
    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;

    std::uint32_t view(sim::core::Index reg, std::uint32_t stored, unsigned core) const;
    std::uint32_t view_divider(sim::core::Row row, unsigned core) const;
    std::uint32_t fifo_status(unsigned core) const;
    void write_gpio(sim::core::Row row);
    void write_divider(sim::core::Row row, std::uint32_t written, unsigned core);
    std::uint32_t read_interpolator(sim::core::Row row, unsigned core);
    void write_interpolator(sim::core::Row row, std::uint32_t written, unsigned core);
    std::uint32_t read_fifo(unsigned core);
    void write_fifo(std::uint32_t word, unsigned core);
    /// Of the FIFO to core `to`.
    void note_fifo(unsigned to, std::string_view what, std::uint32_t word) const;
    void update_irq(unsigned core);
    void check_floating();
    std::int64_t cycle() const { return sys_.edges_at(now()); }

    static constexpr unsigned fifo_depth = 8;
    struct Fifo {
        std::array<std::uint32_t, fifo_depth> words{};
        unsigned first = 0;
        unsigned count = 0;
    };
    struct CoreState {
        SioDivider divider;
        std::array<SioInterpolator, 2> interpolators;
        Fifo incoming;
        bool write_overflow = false;
        bool read_underflow = false;
    };
    struct State {
        std::array<CoreState, 2> cores;
        std::uint32_t spinlocks = 0;
    };

    State state_;
    const sim::core::ClockDomain& sys_;
    SioInputs gpio_;
    SioInputs qspi_;
    const sim::core::InputPins& floating_;
    std::uint32_t floating_reported_ = 0;
    sim::core::OutputPins outputs_;
    sim::core::OutputPins qspi_outputs_;
    std::array<sim::core::Line, 2> irqs_;
};

} // namespace peripherals::rp2040
