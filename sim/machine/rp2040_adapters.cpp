#include "sim/machine/rp2040_adapters.h"

#include "sim/core/register_device.h"

namespace sim::machine {

using namespace core;

namespace {
// Datasheet, "BUSCTRL: PERFSEL0 Register".
constexpr std::uint32_t event_apb = 1;
constexpr std::uint32_t event_fastperi = 3;
constexpr std::uint32_t event_xip_main = 17;
} // namespace

void ChipReset::on_line(unsigned, bool level) {
    if (level) {
        vreg_.set_cause(peripherals::rp2040::ResetCause::RunPin);
        watchdog_.reset();
    }
    psm_.on_line(peripherals::rp2040::Psm::ChipInReset, level);
}

std::uint64_t BusCounts::count(std::uint32_t event) const {
    switch (event) {
    case event_apb:
        return accesses(0x40000000, 0x4fffffff);
    case event_fastperi:
        return accesses(0x50000000, 0x5fffffff);
    case event_xip_main:
        return xip_.cache_accesses();
    default:
        return 0;
    }
}

std::uint64_t BusCounts::accesses(std::uint32_t first, std::uint32_t last) const {
    std::uint64_t sum = 0;
    const BusDevice* previous = nullptr;
    for (const BusRegion& region : bus_.regions()) {
        const auto* block = dynamic_cast<const RegisterDevice*>(region.device);
        if (block != nullptr && region.device != previous && region.base >= first && region.base <= last) {
            sum += block->accesses();
        }
        previous = region.device;
    }
    return sum;
}

} // namespace sim::machine
