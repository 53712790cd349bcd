#pragma once

#include "peripherals/devices/axis_sensor.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// MMA8653FC, a three-axis accelerometer (Freescale, datasheet rev. 2): 10 bits, +-2, 4 or 8 g, 1.56 to 800
/// Hz.
///
///     SCL, SDA    I2C target 0x1d
///     INT1, INT2  data ready, freefall or motion, orientation, auto-sleep; active low and push-pull after
///     power-on
///
/// The world: an acceleration in milli-g along the board's axes, gravity's reaction included (a board that
/// lies still measures 1 g upwards), and shaking. Approximate: self-test's change (Estimate: the MMA8451Q's),
/// angles of the orientation detection (compared by tangents of three digits). Not modelled: noise,
/// bandwidth, power modes (MODS, SMODS), the 2 ms of a start.
class Mma8653 final : public AxisSensor {
public:
    struct Config {
        Mounting mounting;
    };
    struct Nets {
        sim::core::Net& scl;
        sim::core::Net& sda;
        sim::core::Net* int1 = nullptr;
        sim::core::Net* int2 = nullptr;
    };
    Mma8653(sim::core::Machine& machine, std::string name, const Nets& nets, const Config& config);

    std::span<const sim::core::Stimulus> stimuli() const override;

    /// Along the board's axes, in milli-g.
    void set_acceleration(const Vector3& mg) { world_.acceleration_mg = mg; }
    void set_x(std::int64_t mg) { world_.acceleration_mg.x = mg; }
    void set_y(std::int64_t mg) { world_.acceleration_mg.y = mg; }
    void set_z(std::int64_t mg) { world_.acceleration_mg.z = mg; }
    /// From now on for `ms` milliseconds the board is thrown to and fro along its x by 3 g, at 5 Hz.
    void shake(std::int64_t ms);

private:
    // What the world does; no reset changes it.
    struct World {
        Vector3 acceleration_mg = {0, 0, 1000};
        sim::core::Time shaken_from = 0;
        sim::core::Time shaken_until = 0;
    };
    struct State {
        unsigned motion_count = 0;
        unsigned orientation_count = 0;
        std::uint8_t orientation = 0; // LO, LAPO and BAFRO that are waited for
        bool asleep = false;
        bool woken_or_slept = false; // SRC_ASLP
        sim::core::Time last_activity = 0;
    };

    std::uint8_t on_read(std::uint8_t address, std::uint8_t stored) override;
    void before_write(std::uint8_t address) override;
    void on_write(std::uint8_t address, std::uint8_t written) override;
    std::uint8_t next_address(std::uint8_t address) const override;

    Vector3 acceleration_now() const;
    sim::core::Time sample_period() const;
    void reset_state() override { state_ = {}; }
    void restart_sampling() override;
    void sample() override;
    void store_acceleration(unsigned axis, std::int64_t mg);
    void detect_motion(const Vector3& mg);
    std::uint8_t orientation_of(const Vector3& mg) const;
    void detect_orientation(const Vector3& mg);
    void follow_sleep();
    void set_asleep(bool asleep);
    void update_interrupts() override;

    Config config_;
    World world_;
    State state_;
    std::array<sim::core::NetPin, 2> int_pins_;
};

} // namespace peripherals::devices
