#pragma once

#include "peripherals/rp2040/i2c_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/fifo.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// I2C: DesignWare DW_apb_i2c v2.01 with FIFOs of 16, as the RP2040 datasheet, "I2C", configures it: master
/// and slave, 7 and 10 bits, restarts, general call and START byte, stretched clocks, lost arbitration, all
/// abort sources of these, DMA requests. Both lines are real edges, seen through the spike filter.
///
/// A low of SCL lasts LCNT + 1 cycles of clk_sys, a high HCNT + SPKLEN + 7 from its rise on. SDA changes
/// IC_SDA_TX_HOLD after the fall. The hold times of START and STOP are a high, those of a repeated START and
/// of a free bus LCNT. With an empty FIFO and no STOP, the master holds SCL low: in reads before the
/// acknowledge.
///
/// Estimate: the filter passes an edge SPKLEN + 3 cycles late; a command reaches an idle bus in one cycle.
/// Not modelled: high-speed mode, which the chip does not have; SLV_DISABLED_WHILE_BUSY tells of addressed
/// slaves only.
class I2c final : public sim::core::RegisterDevice,
                  public sim::core::LineSink,
                  private sim::core::ClockListener {
public:
    /// Numbers of the inputs for `on_line`: levels as at the pins, low until told otherwise.
    enum Input : unsigned { SdaInput = 0, SclInput = 1 };
    /// Bits of `outputs()`: the level is always low, enabled means pulled down.
    static constexpr std::uint32_t sda_output = 1U << 0;
    static constexpr std::uint32_t scl_output = 1U << 1;

    I2c(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_sys);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    sim::core::OutputPins& outputs() { return outputs_; }
    sim::core::Line& irq() { return irq_; }
    sim::core::Line& tx_dreq() { return tx_dreq_; }
    sim::core::Line& rx_dreq() { return rx_dreq_; }

private:
    using Edge = std::int64_t; // of clk_sys
    static constexpr Edge no_edge = -1;
    static constexpr std::size_t fifo_depth = 16;

    /// A line behind its spike filter.
    struct Filter {
        bool raw = true;
        bool level = true;
        Edge change = no_edge; // when `level` follows `raw`
    };
    /// A pin that is pulled low or let go after a hold time.
    struct Puller {
        bool low = false;
        bool next = false;
        Edge change = no_edge;
    };
    struct Master {
        enum class Phase : std::uint8_t {
            Idle,
            BusFree,   // waits for the bus's free time to pass, then gives a START
            StartHold, // SDA low under a high SCL
            Low,
            Rising, // SCL is let go and waits to be seen high: others may stretch it
            High,
            RestartSetup,
            StopSetup,
            Stopping, // STOP is given
            Stalled   // holds SCL low for a command or for room
        };
        /// What the present pulse of SCL is for.
        enum class Slot : std::uint8_t { Bit, Ack, Restart, Stop };
        enum class Byte : std::uint8_t {
            StartByte,
            GeneralCall,
            Address7,
            Address10, // 11110xx0, then the rest
            Address10Low,
            Address10Read, // 11110xx1 after a restart
            Write,
            Read
        };
        Phase phase = Phase::Idle;
        Slot slot = Slot::Bit;
        Byte byte = Byte::Address7;
        Byte after_restart = Byte::Address7;
        std::uint8_t shift = 0;
        unsigned bits = 0; // done of `byte`
        bool acknowledged = false;
        bool reading = false;
        bool first_byte = false;     // of those that are read
        bool byte_taken = false;     // the byte that was read is in the FIFO
        bool command_active = false; // popped and not acknowledged
        bool shifting = false;       // popped, and its byte is on its way
        bool stopping = false;       // disabled: gives up after the byte
        std::uint16_t command = 0;
        Edge event = no_edge;
    };
    struct Slave {
        enum class Mode : std::uint8_t { Idle, Address, Address10Low, Receive, Transmit };
        enum class Wait : std::uint8_t { None, Room, Data }; // holds SCL low for it
        Mode mode = Mode::Idle;
        Wait wait = Wait::None;
        std::uint8_t shift = 0;
        unsigned bits = 0;
        bool acknowledging = false; // the ninth pulse is under way
        bool acknowledged = false;
        bool addressed = false; // by its own address
        bool reading = false;   // the other side does
        bool first_byte = false;
        bool selected_10 = false; // both bytes of its 10-bit address have come
        bool data_received = false;
        bool scl_low = false;
        Edge release = no_edge; // of SCL
    };
    struct State {
        sim::core::Fifo<std::uint16_t, fifo_depth> tx; // as written to IC_DATA_CMD
        sim::core::Fifo<std::uint16_t, fifo_depth> rx; // as read from it
        Filter sda;
        Filter scl;
        Puller master_sda;
        Puller slave_sda;
        bool master_scl_low = false;
        bool bus_busy = false;
        Edge bus_free = 0; // no START before
        Master master;
        Slave slave;
        std::uint32_t sticky = 0; // interrupts that reading clears
        std::uint32_t abort_source = 0;
        std::uint32_t disabled_status = 0; // IC_ENABLE_STATUS but IC_EN
    };

    // i2c.cpp: registers, FIFOs, interrupts
    void before_access(sim::core::Index reg, const sim::core::Access& access) override;
    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;
    std::uint32_t status() const;
    std::uint32_t raw_interrupts() const;
    std::uint32_t clears(sim::core::Row row) const;
    void clear_interrupts(sim::core::Row row);
    bool locked(sim::core::Row row) const;
    void correct(sim::core::Row row);
    void enable_written(bool was_enabled);
    void command_written(std::uint32_t written);
    std::uint32_t take_received();
    void abort(std::uint32_t source);
    bool receive_byte(std::uint8_t data, bool first);
    bool enabled() const;
    bool active() const;
    void update();

    // i2c_bus.cpp: what both sides see and do on the two lines
    Edge edge_now() const { return clk_sys_.edges_at(now()); }
    Edge latency() const;
    std::uint32_t high_count() const;
    std::uint32_t low_count() const;
    void take_pins();
    void input_changed(Filter& filter, bool level);
    void sda_filtered();
    void scl_filtered();
    void pull(Puller& puller, bool low, Edge at);
    void master_sda_due();
    void slave_sda_due();
    void drive();
    void arm_events();

    // i2c_master.cpp
    void master_consider();
    void begin_transfer();
    void master_due();
    void master_wait(Master::Phase phase, Edge edges);
    void start_condition();
    void begin_byte(Master::Byte byte, std::uint32_t data);
    void begin_address();
    void begin_low(Master::Slot slot);
    bool master_sends() const;
    bool wanted_sda() const;
    void master_sample();
    void master_pulse_done();
    void acknowledge_read();
    void byte_done();
    void address_done();
    void next_command();
    void begin_data();
    void lose_arbitration();
    void stop_done();
    bool master_holds_bus() const;
    bool giving_up() const;

    // i2c_slave.cpp
    void slave_start();
    void slave_stop();
    void slave_rise();
    void slave_fall();
    void slave_byte();
    bool slave_address();
    void slave_acknowledge(bool acknowledge);
    void slave_next();
    void slave_send_byte();
    void slave_send_bit();
    void slave_consider();
    void slave_release_due();
    void slave_leave();

    State state_;
    struct Pins {
        bool sda = false;
        bool scl = false;
    };
    Pins pins_;                // not touched by reset: they come from outside
    std::uint32_t before_ = 0; // the register before the write that is being served
    sim::core::ClockDomain& clk_sys_;
    sim::core::OutputPins outputs_;
    sim::core::Line irq_;
    sim::core::Line tx_dreq_;
    sim::core::Line rx_dreq_;
    sim::core::Event sda_event_{*this, sim::core::EventClass::Timer, "sda filter",
                                sim::core::handler<&I2c::sda_filtered>};
    sim::core::Event scl_event_{*this, sim::core::EventClass::Timer, "scl filter",
                                sim::core::handler<&I2c::scl_filtered>};
    sim::core::Event master_event_{*this, sim::core::EventClass::Timer, "master",
                                   sim::core::handler<&I2c::master_due>};
    sim::core::Event master_sda_event_{*this, sim::core::EventClass::Timer, "master sda",
                                       sim::core::handler<&I2c::master_sda_due>};
    sim::core::Event slave_sda_event_{*this, sim::core::EventClass::Timer, "slave sda",
                                      sim::core::handler<&I2c::slave_sda_due>};
    sim::core::Event slave_scl_event_{*this, sim::core::EventClass::Timer, "slave scl",
                                      sim::core::handler<&I2c::slave_release_due>};
};

} // namespace peripherals::rp2040
