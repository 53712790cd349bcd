#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace peripherals::devices {

/// A4988, a driver for a bipolar stepper motor with microsteps (Allegro, datasheet rev. 5).
///
///     STEP      a rising edge is a (micro)step; high and low for 1 us at least
///     DIR       low turns it forward; set 200 ns before STEP rises, held 200 ns after
///     MS1..MS3  optional, with pull-downs: full, half, quarter, eighth steps (000, 100, 010, 110),
///     sixteenths (111);
///               as DIR in time
///     ENABLE    optional; high lets the outputs float, steps go on
///     SLEEP     optional; low lets the outputs float and forgets the step. A step needs 1 ms after it rises
///     RESET     optional; low is the home state (45 degrees), outputs float, STEP is not seen
///     1A, 1B, 2A, 2B  outputs, each coil's current as a share of the limit (ITRIP), in percent
///
/// What comes too early is `a4988.timing`; it is a step nevertheless, unless it comes out of sleep. Pins that
/// are left out are wired so that it works. On a change of MS1..MS3 the next step goes to the next place of
/// the new mode. Not modelled: chopping and decay, current limit, over-temperature, ROSC; SLEEP and RESET on
/// one net is how boards wire them.
class A4988 final : public sim::core::Part, private sim::core::NetListener {
public:
    static constexpr std::size_t outputs = 4;
    struct Nets {
        sim::core::Net& step;
        sim::core::Net& dir;
        std::array<sim::core::Net*, 3> ms{};
        sim::core::Net* enable = nullptr;
        sim::core::Net* sleep = nullptr;
        sim::core::Net* reset = nullptr;
        std::array<sim::core::Net*, outputs> coils{}; // 1A, 1B, 2A, 2B
    };
    A4988(sim::core::Machine& machine, std::string name, const Nets& nets);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    struct State {
        int angle = 0; // in sixteenths of a full step
        bool step = false;
        sim::core::Time step_edge = sim::core::never;    // never: none yet
        sim::core::Time step_rise = sim::core::never;    // the latest one
        sim::core::Time setting_edge = sim::core::never; // of DIR and MS1..MS3
        sim::core::Time awake_since = sim::core::never;
        std::int64_t steps = 0; // forward less backward
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_step(bool high);
    void on_setting();
    void go_home();
    bool sleeping() const { return is_low(sleep_); }
    bool in_reset() const { return is_low(reset_); }
    bool is_low(const sim::core::NetPin& pin) const {
        return pin.connected() && pin.level() == sim::core::Level::Low;
    }
    int microsteps() const;
    int next_angle(bool forward) const;
    void drive();
    void drive_coil(std::size_t first, int permille);
    void require(sim::core::Time since, sim::core::Time at_least, const char* what);

    State state_;
    sim::core::NetPin step_;
    sim::core::NetPin dir_;
    std::array<sim::core::NetPin, 3> ms_;
    sim::core::NetPin enable_;
    sim::core::NetPin sleep_;
    sim::core::NetPin reset_;
    std::array<sim::core::NetPin, outputs> coils_;
};

} // namespace peripherals::devices
