#pragma once

#include "peripherals/rp2040/adc_registers.h"
#include "sim/core/analog.h"
#include "sim/core/clock_domain.h"
#include "sim/core/fifo.h"
#include "sim/core/line.h"
#include "sim/core/net.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// ADC and temperature sensor: 12 bits, 96 cycles of clk_adc a conversion, single, free-running or paced by
/// DIV, round robin, FIFO of 4 with interrupt and DREQ (RP2040 datasheet, "ADC and Temperature Sensor").
///
/// The input is sampled when its conversion starts; the result is floor(volts * 4096 / 3.3 V), at most 4095.
/// Inputs 0-3 are what `connect_input` gives them: a source of volts, or a net, which counts as 3.3 V while
/// high, 0 V while low and half the supply while it floats. Input 4 is the sensor, 0.706 V at 27 degC and
/// -1.721 mV/degC; 0 V without TS_EN. Estimate: the ADC is ready at the next edge of clk_adc after EN. Not
/// modelled: noise, non-linearity (erratum RP2040-E11), conversion errors.
class Adc final : public sim::core::RegisterDevice, private sim::core::ClockListener {
public:
    static constexpr unsigned pin_inputs = 4;
    static constexpr std::int64_t reference_uv = 3'300'000;

    Adc(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_adc);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

    /// Both may be given: the source counts while there is one. Null takes it away.
    void connect_input(unsigned input, const sim::core::Net* net) { nets_[input] = net; }
    void connect_input(unsigned input, const sim::core::AnalogSource* source) { sources_[input] = source; }
    /// Temperature of the die in thousandths of a degree Celsius; 27 degC until told otherwise.
    void set_die_temperature(std::int64_t mdegc) { die_mdegc_ = mdegc; }

    sim::core::Line& irq() { return irq_; }
    sim::core::Line& dreq() { return dreq_; }

private:
    static constexpr std::size_t fifo_depth = 4;

    struct State {
        sim::core::Fifo<std::uint16_t, fifo_depth> fifo;
        bool enabled = false; // CS.EN and CS.START_MANY as they were, to see them change
        bool free_running = false;
        bool converting = false;
        bool scheduled = false;      // the pacing timer starts the next one
        std::int64_t event_edge = 0; // converting: its end; scheduled: the start
        std::int64_t ready_edge = 0;
        std::int64_t pace_edge = 0; // of the pacing timer's first trigger
        std::uint32_t sample = 0;
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;

    void control_written(std::uint32_t written, const sim::core::Access& access);
    bool ready() const;
    std::int64_t input_uv(std::uint32_t input) const;
    std::int64_t trigger_not_before(std::int64_t edge) const;
    void start(std::int64_t edge);
    void start_if_free_running(std::int64_t edge);
    void step();
    void select_next_input();
    void push_result();
    std::uint32_t fifo_status() const;
    bool above_threshold() const;
    void arm_event();
    void update();

    State state_;
    std::array<const sim::core::Net*, pin_inputs> nets_{};
    std::array<const sim::core::AnalogSource*, pin_inputs> sources_{};
    std::int64_t die_mdegc_ = 27'000;
    sim::core::ClockDomain& clk_adc_;
    sim::core::Line irq_;
    sim::core::Line dreq_;
    sim::core::Event event_{*this, sim::core::EventClass::Timer, "conversion",
                            sim::core::handler<&Adc::step>};
};

} // namespace peripherals::rp2040
