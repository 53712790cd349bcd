#pragma once

#include "sim/core/air.h"

#include <array>

namespace peripherals::nrf51::radio {

/// What depends on MODE: nRF51822 Product Specification 3.1, "Radio timing parameters" and "Receiver
/// specifications" (sensitivity at 0.1 % bit errors, C/I co-channel).
struct Mode {
    sim::core::Time bit;
    sim::core::Time transmit_ramp_up; // TXEN to READY
    sim::core::Time receive_ramp_up;  // RXEN to READY
    sim::core::Time transmit_disable; // DISABLE to DISABLED; no time when it received
    sim::core::Time chains;           // from the sender's events to those of the receiver
    sim::core::Reception reception;
};

/// By the number in MODE: Nrf_1Mbit, Nrf_2Mbit, Nrf_250Kbit, Ble_1Mbit. Modes of the same rate understand
/// each other (they differ in deviation only).
inline constexpr std::array<Mode, 4> modes{
    {{.bit = 1'000 * sim::core::ps_per_ns,
      .transmit_ramp_up = 132 * sim::core::ps_per_us,
      .receive_ramp_up = 130 * sim::core::ps_per_us,
      .transmit_disable = 4 * sim::core::ps_per_us,
      .chains = 3'000 * sim::core::ps_per_ns,
      .reception = {.sensitivity_dbm = -90, .rejection_db = 12}},
     {.bit = 500 * sim::core::ps_per_ns,
      .transmit_ramp_up = 132 * sim::core::ps_per_us,
      .receive_ramp_up = 130 * sim::core::ps_per_us,
      .transmit_disable = 3 * sim::core::ps_per_us,
      .chains = 3'000 * sim::core::ps_per_ns,
      .reception = {.sensitivity_dbm = -85, .rejection_db = 12}},
     {.bit = 4'000 * sim::core::ps_per_ns,
      .transmit_ramp_up = 132 * sim::core::ps_per_us,
      .receive_ramp_up = 130 * sim::core::ps_per_us,
      .transmit_disable = 10 * sim::core::ps_per_us,
      .chains = 17'000 * sim::core::ps_per_ns,
      .reception = {.sensitivity_dbm = -96, .rejection_db = 12}},
     {.bit = 1'000 * sim::core::ps_per_ns,
      .transmit_ramp_up = 140 * sim::core::ps_per_us,
      .receive_ramp_up = 138 * sim::core::ps_per_us,
      .transmit_disable = 4 * sim::core::ps_per_us,
      .chains = 4'000 * sim::core::ps_per_ns,
      .reception = {.sensitivity_dbm = -93, .rejection_db = 10}}}
};

/// The shortest time to the end of an address: preamble and prefix in Nrf_2Mbit.
inline constexpr sim::core::Time shortest_address = 16 * modes[1].bit;
/// The same for a radio that has to ramp up first.
inline constexpr sim::core::Time shortest_start = modes[1].transmit_ramp_up + shortest_address;

} // namespace peripherals::nrf51::radio
