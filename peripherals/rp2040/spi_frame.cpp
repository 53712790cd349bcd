// The wires of the SPI: frames as a master, edge by edge, and what a slave makes of another's.
// PrimeCell PL022 technical reference manual, "Frame format".

#include "peripherals/rp2040/spi.h"

namespace peripherals::rp2040 {

using namespace sim::core;
using spi::spi_registers;

namespace {

constexpr FieldRef sod = find(spi_registers, "SSPCR1.SOD");

constexpr int control_bits = 8; // of Microwire
constexpr int wait_bits = 1;

} // namespace

/// Begins a master's next frame at `edge` if there is one.
void Spi::start_frame(std::int64_t edge) {
    Frame frame = new_frame();
    if (state_.frame.active || is_slave() || !enabled() || state_.tx.empty() || frame.half_period == 0) {
        return;
    }
    frame.active = true;
    frame.out = state_.tx.pop();
    frame.start_edge = edge;
    state_.frame = frame;
    state_.timeout_armed = false;
    arm_events();
    update();
}

void Spi::frame_tick() {
    const std::int64_t tick = state_.frame.tick++;
    switch (state_.frame.format) {
    case Format::Motorola:
        motorola_tick(tick);
        break;
    case Format::Ti:
        ti_tick(tick);
        break;
    case Format::Microwire:
        microwire_tick(tick);
        break;
    }
    arm_events();
    update();
}

/// Puts bit `bit` of the frame, counted from the first one sent, on TX.
void Spi::send_bit(int bit) {
    state_.tx_level = (state_.frame.out >> (state_.frame.bits - 1 - bit) & 1) != 0;
}

void Spi::sample() {
    const std::uint32_t mask = (1U << state_.frame.bits) - 1;
    state_.frame.in = (state_.frame.in << 1 | (rx_level() ? 1 : 0)) & mask;
}

/// CSn falls at tick 0. SPH 0: data from tick 1 on, leading edges at 2, 4, ... sample. SPH 1: leading edges
/// at 1, 3, ... bring data, trailing ones sample. CSn rises a period after the last sample.
void Spi::motorola_tick(std::int64_t tick) {
    const Frame& frame = state_.frame;
    const std::int64_t last_sample = 2 * frame.bits;
    if (tick == 0) {
        state_.csn = false;
        state_.tx_driven = true;
        return;
    }
    if (tick == last_sample + 2) {
        end_frame(tick + 1);
        return;
    }
    const bool odd = tick % 2 != 0;
    const bool leading = odd == frame.sph;
    const bool clocks = frame.sph ? tick <= last_sample : tick >= 2;
    if (clocks) {
        state_.sclk = leading != frame.spo;
    }
    if (odd && tick < last_sample) {
        send_bit(static_cast<int>(tick / 2));
    } else if (!odd) {
        sample();
    }
    if (tick == last_sample) {
        receive();
        if (frame.sph) {
            follow_on(last_sample);
        }
    }
}

/// A pulse on CSn for the first period, then bits from each rise of SCLK to the next; falls sample. The next
/// frame's pulse is the last bit's period.
void Spi::ti_tick(std::int64_t tick) {
    const Frame& frame = state_.frame;
    const std::int64_t last_sample = 2 * frame.bits + 1;
    if (tick == last_sample + 1) {
        end_frame(tick);
        return;
    }
    const bool rise = tick % 2 == 0;
    state_.sclk = rise;
    if (tick == 0) {
        state_.csn = true;
        state_.tx_driven = true;
    } else if (rise) {
        state_.csn = tick == last_sample - 1 && !state_.tx.empty();
        send_bit(static_cast<int>(tick / 2) - 1);
    } else if (tick > 1) {
        sample();
        if (tick == last_sample) {
            const bool follows = state_.csn;
            receive();
            if (follows) {
                follow_on(2 * frame.bits);
            }
        }
    }
}

/// Eight bits of control out, a period to wait, then the data in. TX changes at falls, rises sample.
void Spi::microwire_tick(std::int64_t tick) {
    const Frame& frame = state_.frame;
    const std::int64_t last_bit = control_bits + wait_bits + frame.bits - 1;
    const std::int64_t bit = (tick - 1) / 2;
    if (tick == 0) {
        state_.csn = false;
        state_.tx_driven = true;
        state_.tx_level = (frame.out >> (control_bits - 1) & 1) != 0;
        return;
    }
    if (tick == 2 * last_bit + 3) {
        end_frame(tick + 1);
        return;
    }
    state_.sclk = tick % 2 != 0;
    if (!state_.sclk) {
        const std::int64_t next = bit + 1;
        state_.tx_level = next < control_bits && (frame.out >> (control_bits - 1 - next) & 1) != 0;
        if (bit == last_bit) {
            follow_on(tick);
            state_.tx_level = state_.frame.tick == 1 && (state_.frame.out >> (control_bits - 1) & 1) != 0;
        }
    } else if (bit >= control_bits + wait_bits) {
        sample();
        if (bit == last_bit) {
            receive();
        }
    }
}

/// The next frame begins `ticks` after this one did, without a pause, if it is there.
void Spi::follow_on(std::int64_t ticks) {
    if (state_.tx.empty() || !enabled()) {
        return;
    }
    Frame next = new_frame();
    next.active = true;
    next.out = state_.tx.pop();
    next.start_edge = state_.frame.start_edge + ticks * state_.frame.half_period;
    next.half_period = state_.frame.half_period;
    next.tick = state_.frame.tick - ticks;
    state_.frame = next;
}

/// The frame is over; another one may begin at `next_tick`.
void Spi::end_frame(std::int64_t next_tick) {
    const std::int64_t edge = state_.frame.start_edge + next_tick * state_.frame.half_period;
    state_.frame.active = false;
    idle_outputs();
    start_frame(edge);
    watch_timeout();
}

void Spi::on_line(unsigned input, bool level) {
    bool& pin = input == RxInput ? pins_.rx : input == SclkInput ? pins_.sclk : pins_.csn;
    if (pin == level) {
        return;
    }
    pin = level;
    if (held_in_reset() || !is_slave() || !enabled()) {
        return;
    }
    if (input == CsnInput) {
        select_changed();
    } else if (input == SclkInput) {
        sclk_changed();
    }
    update();
}

/// In Motorola's formats a slave's frame begins with the fall of CSn and ends with its rise.
void Spi::select_changed() {
    Frame frame = new_frame();
    if (!is_slave() || !enabled() || frame.format != Format::Motorola) {
        return;
    }
    if (pins_.csn) {
        state_.frame.active = false;
        idle_outputs();
        watch_timeout();
        return;
    }
    frame.active = true;
    frame.half_period = 0; // the master's clock, not ours
    state_.frame = frame;
    state_.timeout_armed = false;
    state_.tx_driven = field(sod) == 0;
    slave_load();
}

void Spi::sclk_changed() {
    switch (new_frame().format) {
    case Format::Motorola:
        slave_motorola_edge();
        break;
    case Format::Ti:
        slave_ti_edge();
        break;
    case Format::Microwire:
        report("spi.microwire_slave", "a slave in Microwire format is not modelled");
        break;
    }
}

/// Takes the next frame to send, zeros if there is none yet.
void Spi::slave_load() {
    Frame& frame = state_.frame;
    frame.loaded = !state_.tx.empty();
    frame.out = frame.loaded ? state_.tx.pop() : 0;
    if (!frame.sph || frame.format == Format::Ti) {
        send_bit(0);
    }
    update();
}

void Spi::slave_sample() {
    sample();
    if (++state_.frame.done == state_.frame.bits) {
        receive();
    }
}

void Spi::slave_motorola_edge() {
    Frame& frame = state_.frame;
    if (!frame.active) {
        return;
    }
    const bool leading = pins_.sclk != frame.spo;
    if (!frame.sph) {
        // One frame for each fall of CSn.
        if (frame.done == frame.bits) {
            return;
        }
        if (leading) {
            slave_sample();
        } else {
            send_bit(frame.done);
        }
    } else if (leading) {
        if (frame.done == frame.bits) {
            frame.done = 0;
            frame.in = 0;
            slave_load();
        }
        send_bit(frame.done);
    } else {
        slave_sample();
    }
}

/// A fall of SCLK under a high CSn begins a frame; rises bring its bits, further falls sample.
void Spi::slave_ti_edge() {
    Frame& frame = state_.frame;
    if (pins_.sclk) {
        if (frame.active) {
            state_.tx_driven = field(sod) == 0;
            send_bit(frame.done);
        }
        return;
    }
    if (frame.active) {
        slave_sample();
        if (frame.done == frame.bits) {
            frame.active = false;
            idle_outputs();
        }
    }
    if (pins_.csn && !state_.frame.active) {
        Frame next = new_frame();
        next.active = true;
        next.half_period = 0;
        state_.frame = next;
        slave_load();
    }
    watch_timeout();
}

} // namespace peripherals::rp2040
