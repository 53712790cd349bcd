#pragma once

#include "sim/core/time.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace sim::host {

/// How much of what the host has for a guest the guest may get now, on a line without flow control: text that
/// is pasted at a prompt would overflow the guest's buffer, as it does on such boards.
///
/// A guest gets a burst at once: the first one when it has said something and sleeps, so that it has booted.
/// The next one follows when it has answered behind the last byte, as a prompt echoes it, and sleeps; or when
/// it has not for a while, which is long for a guest that used to answer and short for one that never does.
/// What is typed, a byte now and then, never waits. Ctrl-A, the raw REPL, which echoes nothing and keeps up
/// with the line, lets all pass until Ctrl-B; Ctrl-C takes what stands before it along, so that a program can
/// be interrupted.
class InputPacer {
public:
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
    static constexpr core::Time patience_with_answers = 2 * core::ps_per_s;
    static constexpr core::Time patience_without = 2 * core::ps_per_ms;
    /// So long after a byte, a new one was typed, not pasted.
    static constexpr core::Time typing_pause = 20 * core::ps_per_ms;

    /// `burst` in bytes; 0: no limit.
    explicit InputPacer(std::size_t burst) : burst_(burst) {}

    /// These wait to be sent.
    void queued(std::span<const std::uint8_t> bytes, core::Time now, core::Time last_arrival);
    /// How many of them may be sent now. `last_arrival`: of the last byte that was sent.
    std::size_t allowance(core::Time now, core::Time last_arrival, bool asleep);
    void sent(std::span<const std::uint8_t> bytes);
    /// The guest said something.
    void heard(core::Time now, core::Time last_arrival);

private:
    std::size_t burst_;
    std::size_t left_ = 0;       // of the burst
    std::size_t waiting_ = 0;    // queued
    std::size_t interrupts_ = 0; // of these
    bool booted_ = false;        // it has said something
    bool raw_ = false;
    bool answered_ = false; // since the last byte
    bool answers_ = true;   // as a rule
};

} // namespace sim::host
