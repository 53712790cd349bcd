#pragma once

#include <array>
#include <cstdint>

namespace peripherals::nrf51 {

/// 16 bytes in the order of FIPS 197.
using AesBlock = std::array<std::uint8_t, 16>;

/// AES-128 (FIPS 197): what ECB, CCM and AAR share.
AesBlock aes_encrypt(const AesBlock& key, const AesBlock& block);

} // namespace peripherals::nrf51
