#pragma once

#include "peripherals/devices/bridge_converter.h"
#include "peripherals/devices/i2c_registers.h"
#include "peripherals/devices/strain_bridge.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// NAU7802, a 24-bit converter for bridge sensors (Nuvoton, datasheet rev. 1.7), with a strain-gauge bridge
/// at channel 1 and a voltage at channel 2.
///
///     SCLK, SDIO    I2C target 0x2a; pulled up by the part itself (50 kOhm, WPD; 1.6 kOhm, SPE)
///     DRDY          optional; follows CR, push-pull, active high (CRP: low)
///     VIN1P, VIN1N  the bridge
///     VIN2P, VIN2N  a voltage
///     AVDD/LDO      the bridge's excitation and the reference: VLDO volts with AVDDS, else what the board
///     puts there
///
/// PUR rises 200 us after PUD. With PUR, PUA, a clock and an analogue supply, a conversion ends every 1/10 to
/// 1/320 s; CR rises then and falls when ADCO_B2 is read, which also latches the two bytes below it. The full
/// scale is half the reference divided by the gain. The filter is of the fourth order: a change is complete
/// in the fourth conversion. CALS runs for four conversions and clears itself. RR keeps all other registers
/// at their resets.
///
/// Approximate: a period's input is what it is at its end. Estimate: how long a calibration takes, the
/// converter's offset and gain error. Where AVDD has no supply, and with OSCS where there is no crystal, no
/// conversion ends. Not modelled: the effect of the chopper, common-mode, LDO mode, bias and capacitor bits;
/// CRSD, FRD and the clock on DRDY (DRDY_SEL), which are diagnostics; contents of the OTP; rejection of 50
/// and 60 Hz; currents.
class Nau7802 final : public I2cRegisters {
public:
    struct Config {
        std::int64_t supply_mv = 3300; // DVDD, which limits VLDO
        std::int64_t avdd_mv = 0;      // of the board at the AVDD pin, while AVDDS is 0
        bool crystal = false;
        std::int64_t offset_uv = 10; // of the converter, at its input
        std::int64_t gain_error_ppm = 2000;
        StrainBridge::Config bridge;
    };
    struct Nets {
        sim::core::Net& scl;
        sim::core::Net& sda;
        sim::core::Net* drdy = nullptr;
    };
    Nau7802(sim::core::Machine& machine, std::string name, const Nets& nets, const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_mass(std::int64_t grams) { bridge_.set_mass(grams); }
    void start_visit(std::int64_t grams) { bridge_.start_visit(grams, now()); }
    void set_temperature(std::int64_t celsius) { bridge_.set_temperature(celsius); }
    void set_noise(std::int64_t nanovolts) { bridge_.set_noise(nanovolts); }
    void set_broken(std::int64_t broken) { bridge_.set_broken(broken != 0); }
    void set_vin2(std::int64_t microvolts) { vin2_uv_ = microvolts; }

private:
    struct State {
        bool converting = false;
        std::uint8_t rate = 0;         // CRS of the present conversions
        std::uint8_t before = 0;       // PU_CTRL as it was ahead of a write
        BridgeFilter filter;           // of results without noise
        std::uint64_t conversions = 0; // of all, so that no two have the same noise
        unsigned calibration_left = 0; // conversions
        std::array<std::uint8_t, 2> latched{};
    };

    std::uint8_t on_read(std::uint8_t address, std::uint8_t stored) override;
    void before_write(std::uint8_t address) override;
    void on_write(std::uint8_t address, std::uint8_t written) override;

    void power_is_up();
    void follow_power();
    void restart();
    void check_settings(std::uint8_t address);
    void follow_calibration();
    void conversion_ends();
    void calibrate(std::int64_t measured);

    void check_supply();
    std::int64_t ldo_mv() const;
    std::int64_t analog_mv() const;
    std::int64_t input_picovolts() const;
    std::int64_t counts(std::int64_t picovolts) const;
    std::int64_t calibrated(std::int64_t measured) const;
    std::int64_t offset() const;
    unsigned gain() const;
    bool channel2() const;
    std::uint32_t word(std::uint8_t address, unsigned bytes) const;
    void set_word(std::uint8_t address, unsigned bytes, std::uint32_t value);
    void set_ready(bool ready);
    void drive_pins();

    Config config_;
    StrainBridge bridge_;
    std::int64_t vin2_uv_ = 0;
    State state_;
    sim::core::NetPin scl_pull_;
    sim::core::NetPin sda_pull_;
    sim::core::NetPin drdy_;
    sim::core::Event power_up_{*this, sim::core::EventClass::Timer, "power_up",
                               sim::core::handler<&Nau7802::power_is_up>};
    sim::core::Event conversion_{*this, sim::core::EventClass::Timer, "conversion",
                                 sim::core::handler<&Nau7802::conversion_ends>};
};

} // namespace peripherals::devices
