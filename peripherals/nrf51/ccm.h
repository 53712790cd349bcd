#pragma once

#include "peripherals/nrf51/aes.h"
#include "peripherals/nrf51/ccm_registers.h"
#include "peripherals/nrf51/peripheral.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// CCM: encrypts and decrypts packets of Bluetooth low energy (AES-CCM with a message check of 4 bytes, nonce
/// and additional data as in the Bluetooth Core Specification, volume 6, part E). KSGEN takes key and nonce
/// from CNFPTR, CRYPT a packet of header, length, reserved byte and payload from INPTR to OUTPTR.
///
/// Estimate: KSGEN takes 50 us, CRYPT 17 us a block. Not modelled: decrypting a packet while RADIO still
/// receives it (INPTR is read at CRYPT), what the hardware leaves at SCRATCHPTR.
class Ccm final : public Peripheral {
public:
    static constexpr unsigned own_id = 15;
    static constexpr unsigned largest_payload = 27;
    static constexpr unsigned check_bytes = 4;

    Ccm(sim::core::Machine& machine, std::string name, EventSink* events);

    void reset() override;
    bool active() const override;

private:
    static constexpr unsigned header_bytes = 3; // header, length, reserved
    using Nonce = std::array<std::uint8_t, 13>;

    void on_task(sim::core::Index task) override;
    void generate();
    void generated();
    void crypt();
    void crypted();
    void fail(const char* id, const char* text);
    /// Encrypts or decrypts in place, and gives the message check of the clear text, encrypted.
    std::array<std::uint8_t, check_bytes> crypt_payload(unsigned length, bool decrypt);
    AesBlock counter_block(unsigned number) const;
    AesBlock check_start(unsigned length) const;

    struct State {
        AesBlock key{};
        Nonce nonce{};
        bool has_key_stream = false;
        std::array<std::uint8_t, header_bytes + largest_payload + check_bytes> packet{};
        unsigned packet_bytes = 0;
        bool check_passed = false;
    };
    State state_;
    sim::core::Event generated_{*this, sim::core::EventClass::Timer, "generated",
                                sim::core::handler<&Ccm::generated>};
    sim::core::Event crypted_{*this, sim::core::EventClass::Timer, "crypted",
                              sim::core::handler<&Ccm::crypted>};
};

} // namespace peripherals::nrf51
