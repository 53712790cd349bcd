#pragma once

#include "peripherals/nrf51/serial_peripheral.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// Two-wire master, bit by bit on SCL and SDA (nRF51 Series Reference Manual 3.0, "I2C compatible Two Wire
/// Interface"): writes, reads, repeated starts, clock stretching by the target and by a CPU that is late,
/// suspension, shorts.
///
/// Half a period of SCL is 2^31 / FREQUENCY edges of the 16 MHz clock, rounded to whole ones; SDA changes 300
/// ns after SCL has fallen. SCL and SDA are outputs with the drive of their PIN_CNF: open drain is S0D1, as
/// the manual asks for. BB comes as a byte begins: a SUSPEND or STOP from it takes effect behind that byte, a
/// STOP also as its NACK. Estimates: STOP without a transfer is STOPPED at once; STARTRX, STARTTX and STOP
/// act without RESUME; a byte that waits in TXD is dropped where the address is not acknowledged.
class Twi final : public SerialPeripheral, private PinListener {
public:
    Twi(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins,
        sim::core::ClockDomain& hfclk);

    void reset() override;

private:
    using Edge = std::int64_t; // of the 16 MHz clock
    static constexpr Edge no_edge = -1;
    enum Signal : unsigned { Scl, Sda };
    enum class Phase : std::uint8_t {
        Idle,
        BusLow,    // a START waits for both lines to be high
        StartHold, // SDA low, SCL high
        Hold,      // SCL low, SDA still as it was
        Low,
        Rising,
        High,
        Stopping, // both are high again
        Waiting,  // SCL low: for a byte, a task
    };
    /// What the pulse of SCL under way is for.
    enum class Slot : std::uint8_t { Bit, Acknowledge, Restart, Stop };

    struct State {
        Phase phase = Phase::Idle;
        Slot slot = Slot::Bit;
        Edge event = no_edge;
        Edge low_end = 0;
        bool reading = false;
        bool addressing = false;
        bool acknowledged = false;
        bool failed = false; // after an ERROR: only STOP and START go on
        std::uint8_t shift = 0;
        unsigned bits = 0;
        bool loaded = false; // TXD has a byte to send
        std::uint8_t received = 0;
        bool unread = false;
        bool start_wanted = false;
        bool start_reads = false;
        bool stop_wanted = false;
        bool suspend_wanted = false;
        bool suspended = false;
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_task(sim::core::Index task) override;
    void on_pin(unsigned signal, bool level) override;

    Edge half_period() const;
    void take_pins();
    void wait(Phase phase, Edge edges);
    void arm_events() override;
    void consider();
    void consider_waiting();
    void start();
    void due();
    void begin_byte(std::uint8_t byte);
    void begin_slot(Slot slot);
    bool wanted_sda() const;
    void release_scl();
    void scl_high();
    void pulse_done();
    void byte_done();
    void fail(std::uint32_t source);
    void stopped();

    State state_;
    BlockPin scl_;
    BlockPin sda_;
    sim::core::Event event_{*this, sim::core::EventClass::Timer, "twi", sim::core::handler<&Twi::due>};
};

} // namespace peripherals::nrf51
