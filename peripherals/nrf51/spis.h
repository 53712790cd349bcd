#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/pins.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// SPI slave that reads and writes RAM by itself, with the semaphore that keeps it and the CPU apart (nRF51
/// Series Reference Manual 3.0, "SPI Slave").
///
/// It takes the semaphore when CSN falls and gives it back when CSN rises, with END and the amounts. While
/// the CPU has it, a transfer is answered with DEF and ignored; bytes past MAXTX are ORC. A byte is fetched
/// when the one before it has ended and stored behind its last bit; pointers and limits count from the fall
/// of CSN.
class Spis final : public Peripheral, private PinListener {
public:
    Spis(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins);

    void reset() override;
    bool active() const override;

private:
    enum Signal : unsigned { Sck, Miso, Mosi, Csn };
    enum Semaphore : std::uint32_t { Free, Cpu, Slave, CpuPending };

    struct State {
        bool selected = false;
        bool granted = false;
        std::uint32_t config = 0;
        std::uint32_t rxdptr = 0;
        std::uint32_t txdptr = 0;
        std::uint32_t maxrx = 0;
        std::uint32_t maxtx = 0;
        std::uint32_t bytes = 0; // that went over the wire
        unsigned bits = 0;       // of the byte under way
        std::uint8_t out = 0;
        std::uint8_t in = 0;
    };

    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_task(sim::core::Index task) override;
    void on_pin(unsigned signal, bool level) override;

    void take_pins();
    void select();
    void deselect();
    void load();
    void send_bit();
    void sample();
    void store();
    void clock_edge(bool level);

    State state_;
    BlockPin sck_;
    BlockPin miso_;
    BlockPin mosi_;
    BlockPin csn_;
};

} // namespace peripherals::nrf51
