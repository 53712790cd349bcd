#include "sim/cpu/armv6m/mpu.h"

namespace sim::cpu::armv6m {

namespace {

constexpr std::uint32_t private_bus = 0xe0000000;
constexpr std::uint32_t private_bus_size = 0x00100000;
constexpr std::uint32_t execute_never = 1U << 28; // RASR.ATTRS.XN

bool region_matches(const Mpu::Region& region, std::uint32_t address) {
    if ((region.attributes & 1) == 0) {
        return false;
    }
    const unsigned log2_size = (region.attributes >> 1 & 0x1f) + 1;
    if (log2_size < 8) {
        return false;
    }
    const std::uint64_t size = std::uint64_t{1} << log2_size;
    const auto base = static_cast<std::uint32_t>(region.address & ~(size - 1));
    const std::uint32_t offset = address - base;
    if (offset >= size) {
        return false;
    }
    const std::uint32_t sub_region = offset >> (log2_size - 3);
    return (region.attributes >> (8 + sub_region) & 1) == 0;
}

bool permission_allows(std::uint32_t attributes, MpuAccess access, bool privileged) {
    if (access == MpuAccess::Execute && (attributes & execute_never) != 0) {
        return false;
    }
    const bool write = access == MpuAccess::Write;
    switch (attributes >> 24 & 7) { // AP
    case 1:
        return privileged;
    case 2:
        return privileged || !write;
    case 3:
        return true;
    case 5:
        return privileged && !write;
    case 6:
    case 7:
        return !write;
    default:
        return false;
    }
}

} // namespace

bool Mpu::allows(std::uint32_t address, MpuAccess access, bool privileged) const {
    if (address - private_bus < private_bus_size) {
        return access != MpuAccess::Execute;
    }
    for (unsigned i = region_count; i-- > 0;) {
        if (region_matches(state_.regions[i], address)) {
            return permission_allows(state_.regions[i].attributes, access, privileged);
        }
    }
    return privileged && (state_.control & default_map) != 0 &&
           (access != MpuAccess::Execute || default_executable(address));
}

} // namespace sim::cpu::armv6m
