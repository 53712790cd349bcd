#pragma once

#include "sim/core/device.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace sim::core {

class Part;

/// Something that the world does to a part: presses it, tilts it, warms it. A whole number in the unit that
/// its name ends in ("x_mg", "temperature_c"); without a unit it is 0 or 1 ("pressed"), or a text.
struct Stimulus {
    std::string_view name;
    std::int64_t least;
    std::int64_t most;
    void (*set)(Part& part, std::int64_t value);
    std::string_view meaning; // a phrase for lists
    /// Of a stimulus that takes a text, which has no `set`.
    void (*set_text)(Part& part, std::string_view text) = nullptr;
};

/// The setter of a stimulus that calls a member function: `{"pressed", 0, 1, stimulus<&Button::press>,
/// "..."}`
template <auto Method> struct StimulusOf;
template <class Owner, void (Owner::*Method)(std::int64_t)> struct StimulusOf<Method> {
    static void call(Part& part, std::int64_t value) { (static_cast<Owner&>(part).*Method)(value); }
};
template <class Owner, void (Owner::*Method)(std::string_view)> struct StimulusOf<Method> {
    static void call(Part& part, std::string_view text) { (static_cast<Owner&>(part).*Method)(text); }
};
template <auto Method> inline constexpr auto stimulus = &StimulusOf<Method>::call;
/// A row for a text: `text_stimulus<&Display::show>("text", "what it shows")`
template <auto Method> constexpr Stimulus text_stimulus(std::string_view name, std::string_view meaning) {
    return {name, 0, 0, nullptr, meaning, stimulus<Method>};
}

/// A device outside the chip, soldered on or plugged in: it hangs on nets, and the world acts on it. `reset`
/// is its power-on; what the world does to it stays.
class Part : public Device {
public:
    using Device::Device;

    virtual std::span<const Stimulus> stimuli() const { return {}; }
    /// Null for a name that it does not know.
    const Stimulus* find_stimulus(std::string_view name) const;
    /// Acts on the part at the present time. A value out of range is taken to its limit.
    void stimulate(const Stimulus& what, std::int64_t value);
    /// The same for a stimulus that takes a text.
    void stimulate(const Stimulus& what, std::string_view text) { what.set_text(*this, text); }
};

} // namespace sim::core
