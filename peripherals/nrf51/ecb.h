#pragma once

#include "peripherals/nrf51/aes.h"
#include "peripherals/nrf51/ecb_registers.h"
#include "peripherals/nrf51/peripheral.h"

#include <string>

namespace peripherals::nrf51 {

/// ECB: encrypts one block with AES-128. The 48 bytes at ECBDATAPTR are key, clear text and cipher text; the
/// first two are read at STARTECB. Estimate: 17 us a block.
///
/// Not modelled: that CCM and AAR, which use the same AES core, take it away.
class Ecb final : public Peripheral {
public:
    static constexpr unsigned own_id = 14;

    Ecb(sim::core::Machine& machine, std::string name, EventSink* events);

    void reset() override;

private:
    void on_task(sim::core::Index task) override;
    void start();
    void stop();
    void end();

    struct State {
        AesBlock cipher_text{};
    };
    State state_;
    sim::core::Event end_{*this, sim::core::EventClass::Timer, "end", sim::core::handler<&Ecb::end>};
};

} // namespace peripherals::nrf51
