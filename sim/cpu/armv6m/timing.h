#pragma once

#include <cstdint>

namespace sim::cpu::armv6m::timing {

/// From an exception that is taken to the first instruction of its handler: 15 cycles (Cortex-M0+ TRM, DDI
/// 0484C, "Exception handling": worst-case latency with zero wait states). Until the vector is chosen, an
/// exception of higher priority may still arrive; where in the 15 cycles that is, is an Estimate.
inline constexpr unsigned exception_entry = 15;
inline constexpr unsigned stacking = 10;
inline constexpr unsigned vectoring = exception_entry - stacking;
/// Beyond the BX or POP that returns from an exception. Estimate: eight loads and a refill.
inline constexpr unsigned unstacking = 10;
/// From the return out of one exception into the handler of the next one. Estimate.
inline constexpr unsigned tail_chaining = 1;
/// WFI and WFE before the core sleeps or goes on (TRM, table 3-1).
inline constexpr unsigned sleep_instruction = 2;

} // namespace sim::cpu::armv6m::timing
