#pragma once

#include "peripherals/nrf51/aar_registers.h"
#include "peripherals/nrf51/aes.h"
#include "peripherals/nrf51/peripheral.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// AAR: finds the identity key at IRKPTR (NIRK of 16 bytes) that a resolvable private address was made with
/// (Bluetooth Core Specification, volume 6, part B, "Resolvable Private Address Resolution"). ADDRPTR points
/// to the packet that begins with the address: three bytes of S0, LENGTH and S1, then the address.
///
/// Estimate: 6 us a key. Not modelled: what the hardware leaves at SCRATCHPTR.
class Aar final : public Peripheral {
public:
    static constexpr unsigned own_id = 15;
    static constexpr unsigned most_keys = 16;

    Aar(sim::core::Machine& machine, std::string name, EventSink* events);

    void reset() override;
    bool active() const override;

private:
    static constexpr std::uint32_t unresolved = 0xff;

    void on_task(sim::core::Index task) override;
    void start();
    void end();

    struct State {
        std::uint32_t key = unresolved; // that fits
    };
    State state_;
    sim::core::Event end_{*this, sim::core::EventClass::Timer, "end", sim::core::handler<&Aar::end>};
};

} // namespace peripherals::nrf51
