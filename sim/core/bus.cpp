#include "sim/core/bus.h"

#include "sim/core/assert.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace sim::core {

namespace {

constexpr std::uint32_t alias_block = 0x4000;

std::uint32_t lanes(std::uint32_t word, std::uint32_t address, std::uint8_t size) {
    return size == 4 ? word : word >> (8 * (address & 3)) & ((1U << (8 * size)) - 1);
}

std::uint32_t register_offset(const BusRegion& region, std::uint32_t address, WriteOp& op) {
    std::uint32_t offset = address - region.base + region.device_offset;
    if (region.atomic_aliases) {
        op = static_cast<WriteOp>((offset >> 12) & 3);
        offset = (offset & ~(alias_block - 1)) | (offset & 0xfff);
    }
    return offset;
}

} // namespace

void Bus::map(BusRegion region) {
    TERRARIUM_ASSERT(region.device != nullptr && region.size != 0);
    const auto position =
        std::lower_bound(regions_.begin(), regions_.end(), region.base,
                         [](const BusRegion& other, std::uint32_t base) { return other.base < base; });
    TERRARIUM_ASSERT(position == regions_.end() || region.base + (region.size - 1) < position->base);
    TERRARIUM_ASSERT(position == regions_.begin() ||
                     std::prev(position)->base + (std::prev(position)->size - 1) < region.base);
    regions_.insert(position, std::move(region));
    recent_ = {};
}

const BusRegion* Bus::search(std::uint32_t address) const {
    auto position =
        std::upper_bound(regions_.begin(), regions_.end(), address,
                         [](std::uint32_t key, const BusRegion& region) { return key < region.base; });
    if (position == regions_.begin()) {
        return nullptr;
    }
    --position;
    if (address - position->base >= position->size) {
        return nullptr;
    }
    return recent_[recent_index(address)] = &*position;
}

Bus::Result Bus::unmapped(std::uint32_t address, const Access& access, const char* verb) {
    char subject[16];
    std::snprintf(subject, sizeof subject, "0x%08x", address);
    char text[96];
    std::snprintf(text, sizeof text, "%s of %u bytes at %s, where nothing is mapped", verb, access.size,
                  subject);
    machine_.report("bus.unmapped", subject, text);
    return {0, 1, true};
}

Bus::Result Bus::answer_late(std::uint32_t value, std::uint8_t cycles) {
    const Result result{failed_ ? 0 : value, cycles + stalled_, failed_};
    stalled_ = 0;
    failed_ = false;
    return result;
}

Bus::Result Bus::read(std::uint32_t address, Access access) {
    const BusRegion* region = find(address);
    if (region == nullptr || (access.initiator == Initiator::Dma && !region->dma_reachable)) {
        return unmapped(address, access, "read");
    }
    if (region->lanes) {
        const std::uint32_t value =
            region->device->read(address - region->base + region->device_offset, access);
        return answer(value, region->read_cycles);
    }
    const std::uint32_t offset = register_offset(*region, address & ~3U, access.op);
    const std::uint32_t word = region->device->read(offset, access);
    machine_.simulation().settle();
    return answer(lanes(word, address, access.size), region->read_cycles);
}

Bus::Result Bus::write(std::uint32_t address, std::uint32_t value, Access access) {
    const BusRegion* region = find(address);
    if (region == nullptr || (access.initiator == Initiator::Dma && !region->dma_reachable)) {
        return unmapped(address, access, "write");
    }
    if (region->lanes) {
        region->device->write(address - region->base + region->device_offset, value, access);
        return answer(0, region->write_cycles);
    }
    if (access.size == 1) {
        value = (value & 0xff) * 0x01010101U;
    } else if (access.size == 2) {
        value = (value & 0xffff) * 0x00010001U;
    }
    const std::uint32_t offset = register_offset(*region, address & ~3U, access.op);
    region->device->write(offset, value, access);
    machine_.simulation().settle();
    return answer(0, region->write_cycles);
}

std::optional<std::uint32_t> Bus::peek(std::uint32_t address, std::uint8_t size) const {
    const BusRegion* region = find(address);
    if (region == nullptr) {
        return std::nullopt;
    }
    WriteOp op = WriteOp::Write;
    const std::uint32_t offset = register_offset(*region, address & ~3U, op);
    return lanes(region->device->peek(offset), address, size);
}

} // namespace sim::core
