#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/radio_mode.h"
#include "peripherals/nrf51/radio_packet.h"
#include "peripherals/nrf51/radio_registers.h"
#include "sim/core/air.h"

#include <array>
#include <cstdint>

namespace peripherals::nrf51 {

/// The 2.4 GHz transceiver (nRF51 Series Reference Manual 3.0, "2.4 GHz Radio"). Packets go bit by bit over
/// the simulation's air (sim::core::Air): a receiver with another format, whitening or check sees what the
/// hardware would. The packet in RAM is read and written by the byte, as the byte's first bit is due and when
/// its last one came in. Registers take effect where the manual puts their decision points: TXEN and RXEN for
/// MODE, FREQUENCY, TXPOWER and TEST, START for the rest.
///
/// Times of nRF51822 Product Specification 3.1, "Radio timing parameters": ramp-up 132 us (Tx) and 130 us
/// (Rx), 8 us more in Ble_1Mbit; disabling; delays of the transmit and receive chains. TIFS lengthens the
/// ramp-up behind END_DISABLE and DISABLED_TXEN or DISABLED_RXEN.
///
/// Estimates: START while a packet is awaited begins anew; STOP and DISABLE let the unit of 8 bits that is on
/// the air go out; a receiver that comes in the middle of a preamble still finds the address; noise is at
/// -100 dBm; a device address is looked for in packets with at least 6 bytes of payload. Where sender and
/// receiver differ in the lengths of S0, LENGTH and S1, events of the receiver come up to 8 bits late.
///
/// Not modelled: OVERRIDE, TEST.PLLLOCK, the effect of FICR's trim values, bit errors near the limit of
/// sensitivity.
class Radio final : public Peripheral, public sim::core::LineSink, private sim::core::AirReceiver {
public:
    /// High in System OFF, which ends whatever the radio does.
    enum Input : unsigned { SystemOff };

    Radio(sim::core::Machine& machine, EventSink* events);

    void reset() override;
    void on_line(unsigned input, bool level) override;
    bool active() const override;
    /// The 16 MHz crystal oscillator: while the line is low, the radio's frequency is too far off to
    /// communicate. Without a line it always runs.
    void set_crystal(const sim::core::Line& running) { crystal_ = &running; }

private:
    /// Values of STATE.
    enum class Phase : std::uint8_t {
        Disabled = 0,
        RxRampUp = 1,
        RxIdle = 2,
        Rx = 3,
        RxDisable = 4,
        TxRampUp = 9,
        TxIdle = 10,
        Tx = 11,
        TxDisable = 12
    };

    struct State {
        Phase phase = Phase::Disabled;
        // Of TXEN and RXEN.
        std::uint8_t mode = 0;
        std::uint8_t frequency = 0;
        int power_dbm = 0;
        bool carrier = false;
        bool silent = false; // without the crystal

        // Of the packet, from START on.
        radio::PacketFormat format;
        std::uint32_t pointer = 0; // of the next byte in RAM
        radio::Progress progress;
        radio::Crc crc;
        radio::Whitening whitening;
        bool under_way = false; // its address went out or came in
        sim::core::Time last_bit = 0;
        bool turning = false; // END_DISABLE came from the end of a packet

        // Sending: the unit on the air.
        sim::core::AirBits unit;
        bool cut = false;           // it is the last one
        bool start_pending = false; // and the next packet follows it

        // Receiving.
        std::array<std::uint64_t, 8> addresses{};
        std::uint8_t wanted = 0; // logical addresses
        std::uint64_t shift = 0; // the last bits, the latest one on top
        unsigned shifted = 0;
        bool synchronised = false;
        std::uint8_t match = 0;
        std::uint8_t unit_bits = 0; // that have come
        std::uint8_t unit_value = 0;
        sim::core::Time next_bit = 0;
        std::uint32_t received_crc = 0;
        std::uint8_t s0 = 0;
        std::uint64_t device_address = 0;

        // Bit counter.
        bool counting = false;
        sim::core::Time count_begin = 0;
    };

    void on_task(sim::core::Index task) override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;

    // radio.cpp: states
    void enter(Phase phase);
    void enable(bool transmit);
    void start();
    void stop();
    void disable();
    void on_ready();
    void on_disabled();
    void finish(sim::core::Time last_bit);
    void start_counter();
    void stop_counter();
    void arm_counter();
    void on_count();
    void on_rssi();
    const radio::Mode& mode() const { return radio::modes[state_.mode]; }
    bool warm() const;
    sim::core::Tuning tuning() const;
    radio::PacketFormat format() const;
    std::uint64_t address(const radio::PacketFormat& format, unsigned logical) const;

    // radio_transmit.cpp
    void begin_packet();
    void cut_packet();
    void load_unit();
    void on_unit_sent();
    std::uint8_t next_byte();

    // radio_receive.cpp
    void begin_search();
    void end_reception();
    void on_bits(const sim::core::AirBits& bits, bool continues) override;
    void on_silence() override;
    void search(bool bit, sim::core::Time end);
    void take(bool bit, sim::core::Time end);
    void take_unit(std::uint8_t value, sim::core::Time end);
    void enter_part(radio::Part before, sim::core::Time end);
    void store_byte(std::uint8_t value);
    void on_address();
    void on_payload();
    void on_device();
    void on_packet();

    State state_;
    sim::core::Antenna antenna_;
    const sim::core::Line* crystal_ = nullptr;

    sim::core::Event ready_{*this, sim::core::EventClass::Timer, "ready",
                            sim::core::handler<&Radio::on_ready>};
    sim::core::Event disabled_{*this, sim::core::EventClass::Timer, "disabled",
                               sim::core::handler<&Radio::on_disabled>};
    sim::core::Event unit_sent_{*this, sim::core::EventClass::Timer, "unit sent",
                                sim::core::handler<&Radio::on_unit_sent>};
    sim::core::Event address_{*this, sim::core::EventClass::Timer, "address",
                              sim::core::handler<&Radio::on_address>};
    sim::core::Event device_{*this, sim::core::EventClass::Timer, "device",
                             sim::core::handler<&Radio::on_device>};
    sim::core::Event count_{*this, sim::core::EventClass::Timer, "count",
                            sim::core::handler<&Radio::on_count>};
    sim::core::Event payload_{*this, sim::core::EventClass::Timer, "payload",
                              sim::core::handler<&Radio::on_payload>};
    sim::core::Event packet_{*this, sim::core::EventClass::Timer, "packet",
                             sim::core::handler<&Radio::on_packet>};
    sim::core::Event rssi_{*this, sim::core::EventClass::Timer, "rssi", sim::core::handler<&Radio::on_rssi>};
};

} // namespace peripherals::nrf51
