#pragma once

#include "peripherals/rp2040/clocks_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// The clock generators, in the order of their registers.
enum class Generator : std::uint8_t { Gpout0, Gpout1, Gpout2, Gpout3, Ref, Sys, Peri, Usb, Adc, Rtc };
inline constexpr std::size_t generator_count = 10;

/// The clocks of the blocks, in the order of the bits of ENABLED0 and ENABLED1.
enum class ClockGate : std::uint8_t {
    SysClocks,
    AdcAdc,
    SysAdc,
    SysBusctrl,
    SysBusfabric,
    SysDma,
    SysI2c0,
    SysI2c1,
    SysIo,
    SysJtag,
    SysVregAndChipReset,
    SysPads,
    SysPio0,
    SysPio1,
    SysPllSys,
    SysPllUsb,
    SysPsm,
    SysPwm,
    SysResets,
    SysRom,
    SysRosc,
    RtcRtc,
    SysRtc,
    SysSio,
    PeriSpi0,
    SysSpi0,
    PeriSpi1,
    SysSpi1,
    SysSram0,
    SysSram1,
    SysSram2,
    SysSram3,
    SysSram4,
    SysSram5,
    SysSyscfg,
    SysSysinfo,
    SysTbman,
    SysTimer,
    PeriUart0,
    SysUart0,
    PeriUart1,
    SysUart1,
    SysUsbctrl,
    UsbUsbctrl,
    SysWatchdog,
    SysXip,
    SysXosc,
};
inline constexpr std::size_t clock_gate_count = 47;

/// What the oscillators and PLLs give.
struct ClockSources {
    sim::core::ClockDomain& rosc;
    sim::core::ClockDomain& rosc_ph;
    sim::core::ClockDomain& xosc;
    sim::core::ClockDomain& pll_sys;
    sim::core::ClockDomain& pll_usb;
};

/// Clock generators, gates by sleep state, frequency counter and resuscitation of clk_sys. A change of
/// sources and dividers shows at once, of glitchless multiplexers after a few edges. Fractional dividers
/// space their edges evenly. Not modelled: NUDGE and PHASE of clk_usb, clk_adc and clk_rtc, glitches of
/// auxiliary multiplexers.
class Clocks final : public sim::core::RegisterDevice,
                     public sim::core::LineSink,
                     private sim::core::ClockListener,
                     private sim::core::OutputSource {
public:
    enum Input : unsigned { Core0DeepSleep, Core1DeepSleep };

    Clocks(sim::core::Machine& machine, std::string name, const ClockSources& sources);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    /// Output of a generator.
    sim::core::ClockDomain& generator(Generator which) { return generators_[index(which)]; }
    sim::core::ClockDomain& ref() { return generator(Generator::Ref); }
    sim::core::ClockDomain& sys() { return generator(Generator::Sys); }
    /// Output of a generator as one block gets it: stands still where WAKE_EN or SLEEP_EN says so.
    sim::core::ClockDomain& gate(ClockGate which) { return gates_[static_cast<std::size_t>(which)]; }
    /// Clock inputs GPIN0 and GPIN1: stopped unless somebody sets their frequency.
    sim::core::ClockDomain& gpin(unsigned number) { return gpins_[number]; }
    sim::core::Line& irq() { return irq_; }
    /// Bits 0 to 3: GPOUT0 to GPOUT3.
    sim::core::OutputPins& outputs() { return outputs_; }

private:
    enum class Source : std::uint8_t {
        None,
        Rosc,
        RoscPh,
        Xosc,
        PllSys,
        PllUsb,
        Gpin0,
        Gpin1,
        Ref,
        Sys,
        Peri,
        Usb,
        Adc,
        Rtc
    };
    struct GeneratorRow;
    struct Mux {
        std::uint32_t selected = 0;
        std::uint32_t target = 0;
    };
    enum class CounterPhase : std::uint8_t { Idle, Delay, Waiting, Counting };
    struct Counter {
        CounterPhase phase = CounterPhase::Idle;
        Source source = Source::None;
        std::int64_t ref_edge = 0; // of clk_ref, on which the phase ends
        std::int64_t first_edge = 0;
        std::uint32_t status = 0;
        std::uint32_t result = 0;
    };
    struct Gpout {
        std::uint32_t ctrl = 0;  // as last seen, to tell edges of NUDGE and ENABLE
        std::uint32_t shift = 0; // of the output, in cycles of its input clock
    };
    struct State {
        Mux ref;
        Mux sys;
        bool resussed = false;
        std::array<bool, 2> deep_sleep = {};
        Counter counter;
        std::array<Gpout, 4> gpouts = {};
    };

    static const GeneratorRow generator_rows[generator_count];
    static const Source counter_sources[14];
    static std::size_t index(Generator which) { return static_cast<std::size_t>(which); }

    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override { update(); }
    void on_watched(std::uint32_t signals) override;

    /// Brings all outputs to what registers and sources say.
    void update();
    void update_gates();
    std::uint32_t gates_enabled(unsigned word) const;
    const sim::core::ClockDomain& domain(Source source) const;
    Source aux_source(Generator which) const;
    Source mux_source(Generator which, std::uint32_t input) const;
    Source source_of(Generator which) const;
    sim::core::Frequency output_of(Generator which) const;
    std::int64_t divisor_256(Generator which) const;

    void write_src(Generator which, Mux& mux, std::uint32_t target);
    void arm_switch(Generator which, const Mux& mux, sim::core::Event& event);
    void switch_ref();
    void switch_sys();

    void write_resus();
    void update_resus();
    void resuscitate();
    void update_irq();

    void start_counter();
    void update_counter();
    void step_counter();
    void begin_counting();
    void end_counting(bool clock_died);
    std::int64_t counted_periods() const;

    void write_gpout(unsigned number);
    /// Sets the level of a GPOUT and arms its next edge.
    void update_gpout(unsigned number);
    template <unsigned Number> void gpout_edge() { update_gpout(Number); }
    sim::core::Time gpout_high_ps(unsigned number, sim::core::Time period) const;

    State state_;
    sim::core::ClockDomain stopped_;
    std::array<sim::core::ClockDomain, 2> gpins_;
    std::array<sim::core::ClockDomain, generator_count> generators_;
    std::array<sim::core::ClockDomain, clock_gate_count> gates_;
    std::array<const sim::core::ClockDomain*, 14> domains_; // by Source
    sim::core::Line irq_;
    sim::core::OutputPins outputs_;
    sim::core::Event switch_ref_{*this, sim::core::EventClass::Timer, "switch clk_ref",
                                 sim::core::handler<&Clocks::switch_ref>};
    sim::core::Event switch_sys_{*this, sim::core::EventClass::Timer, "switch clk_sys",
                                 sim::core::handler<&Clocks::switch_sys>};
    sim::core::Event resus_{*this, sim::core::EventClass::Timer, "resus",
                            sim::core::handler<&Clocks::resuscitate>};
    sim::core::Event counter_{*this, sim::core::EventClass::Timer, "frequency counter",
                              sim::core::handler<&Clocks::step_counter>};
    std::array<sim::core::Event, 4> gpout_edges_;
};

} // namespace peripherals::rp2040
