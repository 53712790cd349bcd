#include "peripherals/rp2040/sio_inputs.h"

namespace peripherals::rp2040 {

using namespace sim::core;

namespace {
constexpr std::int64_t stages = 2;
} // namespace

SioInputs::SioInputs(const Device& owner, const ClockDomain& clock, InputPins& pins)
    : owner_(owner), clock_(clock) {
    state_.samples[0].levels = pins.levels();
    pins.connect(*this);
}

void SioInputs::on_inputs(std::uint32_t levels, std::uint32_t) {
    const std::int64_t cycle = clock_.edges_at(owner_.now());
    if (state_.samples[state_.newest].cycle != cycle) {
        state_.newest = (state_.newest + 1) % depth;
    }
    state_.samples[state_.newest] = {cycle, levels};
}

std::uint32_t SioInputs::levels() const {
    const std::int64_t sampled = clock_.edges_at(owner_.now()) - stages;
    unsigned at = state_.newest;
    for (unsigned i = 1; i < depth && state_.samples[at].cycle > sampled; ++i) {
        at = (at + depth - 1) % depth;
    }
    return state_.samples[at].levels;
}

} // namespace peripherals::rp2040
