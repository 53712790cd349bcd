#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/rng_registers.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// RNG: a byte each 167 us, or 677 us with bias correction (product specification 3.1, typical values). The
/// bytes are a hash of the seed and the time: equal runs have equal bytes. Not modelled: bias, and that bias
/// correction takes more or less time.
class Rng final : public Peripheral {
public:
    static constexpr unsigned own_id = 13;

    Rng(sim::core::Machine& machine, std::string name, std::uint64_t seed, EventSink* events);

    void reset() override;

private:
    void on_task(sim::core::Index task) override;
    void arm();
    void ready();

    std::uint64_t seed_;
    sim::core::Event ready_{*this, sim::core::EventClass::Timer, "ready", sim::core::handler<&Rng::ready>};
};

} // namespace peripherals::nrf51
