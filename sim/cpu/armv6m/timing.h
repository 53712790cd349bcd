#pragma once

#include <cstdint>

namespace sim::cpu::armv6m::timing {

/// Of the cycles of an exception entry (`Model::exception_entry`), those until the vector is chosen: an
/// exception of higher priority may still arrive. Estimate.
inline constexpr unsigned stacking = 10;
/// Beyond the BX or POP that returns from an exception. Estimate: eight loads and a refill.
inline constexpr unsigned unstacking = 10;
/// From the return out of one exception into the handler of the next one. Estimate.
inline constexpr unsigned tail_chaining = 1;
/// WFI and WFE before the core sleeps or goes on (TRM, table 3-1).
inline constexpr unsigned sleep_instruction = 2;

} // namespace sim::cpu::armv6m::timing
