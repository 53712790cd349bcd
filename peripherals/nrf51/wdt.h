#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/wdt_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// WDT: counts CRV + 1 cycles of LFCLK, which it keeps going; then it resets the chip, two cycles later if
/// the interrupt of TIMEOUT is enabled. Reloads when all enabled reload registers have got their word. Once
/// started, it is neither configured nor stopped but by a reset.
class Wdt final : public Peripheral, public sim::core::LineSink, private sim::core::ClockListener {
public:
    static constexpr unsigned own_id = 16;
    static constexpr std::uint32_t reload_word = 0x6e524635;

    /// High while the processor sleeps; while a debugger halts it.
    enum Input : unsigned { Sleeping, Halted };

    Wdt(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& lfclk, EventSink* events);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    /// High while it runs: LFCLK must too.
    sim::core::Line& clock_request() { return clock_request_; }
    /// Pulses when it resets the chip.
    sim::core::Line& reset_request() { return reset_request_; }

private:
    void on_task(sim::core::Index task) override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_clock_changed() override { arm(); }
    void reload(unsigned number);
    bool counting() const;
    /// Takes the count over and arms for its end, by how the inputs are now.
    void recount();
    void arm();
    void end();

    struct State {
        bool running = false;
        bool counting = false;
        bool timed_out = false;
        std::uint32_t requests = 0; // reload registers that still want their word
        std::int64_t left = 0;      // cycles at `edge`
        std::int64_t edge = 0;      // of LFCLK
        std::array<bool, 2> inputs{};
        std::array<std::uint32_t, 3> configuration{}; // CRV, RREN, CONFIG when started
    };
    State state_;
    sim::core::ClockDomain& lfclk_;
    sim::core::Line clock_request_;
    sim::core::Line reset_request_;
    sim::core::Event end_{*this, sim::core::EventClass::Timer, "end", sim::core::handler<&Wdt::end>};
};

} // namespace peripherals::nrf51
