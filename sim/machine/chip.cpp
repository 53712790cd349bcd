#include "sim/machine/chip.h"

#include "sim/core/assert.h"
#include "sim/core/error.h"
#include "sim/image/nrf51_image.h"
#include "sim/image/rp2040_image.h"
#include "sim/machine/nrf51.h"
#include "sim/machine/rp2040.h"

#include <algorithm>

#include <fmt/format.h>

namespace sim::machine {

using namespace core;

namespace {

const std::string& name_of(const BoardFile& file, const ChipOptions& options) {
    return options.name.empty() ? file.name : options.name;
}

bool suits_rp2040(const image::Image& image) {
    return image.segment_at(image::rp2040_flash_base) != nullptr;
}

std::vector<image::Finding> find_rp2040_problems(const image::Image& image, const image::BinaryInfo& info,
                                                 std::uint32_t flash_bytes) {
    return image::find_rp2040_problems(image, info, image::rp2040_memory_areas(flash_bytes));
}

std::unique_ptr<Chip> make_rp2040(Simulation& simulation, const BoardFile& file, const ChipOptions& options) {
    return std::make_unique<Rp2040>(simulation, name_of(file, options),
                                    Rp2040Config{.flash_bytes = file.flash.size,
                                                 .crystal_hz = file.crystal_hz,
                                                 .boot_rom = options.boot_rom,
                                                 .seed = options.seed});
}

std::vector<image::Finding> find_nrf51_problems(const image::Image& image, const image::BinaryInfo&,
                                                std::uint32_t) {
    return image::find_nrf51_problems(image);
}

std::unique_ptr<Chip> make_nrf51(Simulation& simulation, const BoardFile& file, const ChipOptions& options) {
    return std::make_unique<Nrf51>(simulation, name_of(file, options), Nrf51Config{.seed = options.seed});
}

constexpr ChipKind kinds[] = {
    {.name = "rp2040",
     .default_board = "rpi_pico",
     .boot_rom_bytes = 16384,
     .source_bytes = 0,
     .suits = suits_rp2040,
     .find_problems = find_rp2040_problems,
     .make = make_rp2040},
    {.name = "nrf51822",
     .default_board = "microbit",
     .boot_rom_bytes = 0,
     .source_bytes = 1024,
     .suits = image::looks_like_nrf51,
     .find_problems = find_nrf51_problems,
     .make = make_nrf51 },
};

} // namespace

std::vector<Chip::Store> Chip::flash() {
    std::vector<Store> all = stores();
    std::erase_if(all, [](const Store& store) { return store.sector_bytes == 0; });
    return all;
}

void Chip::load(const image::Image& image) {
    const std::vector<Store> all = stores();
    for (const image::Segment& segment : image.segments) {
        const auto store = std::find_if(all.begin(), all.end(), [&segment](const Store& candidate) {
            return segment.address - candidate.base < candidate.memory->size();
        });
        TERRARIUM_ASSERT(store != all.end());
        store->memory->load(segment.address - store->base, segment.bytes);
    }
    on_loaded(image);
}

std::span<const ChipKind> chip_kinds() {
    return kinds;
}

const ChipKind& chip_kind(const BoardFile& file) {
    std::string names;
    for (const ChipKind& kind : kinds) {
        if (kind.name == file.chip) {
            return kind;
        }
        names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
    }
    throw Error(fmt::format("{}: the chip '{}' is not modelled; known: {}", file.path, file.chip, names));
}

const ChipKind& likely_chip(const image::Image& image) {
    const auto* const found = std::find_if(std::begin(kinds), std::end(kinds),
                                           [&image](const ChipKind& kind) { return kind.suits(image); });
    return found == std::end(kinds) ? kinds[0] : *found;
}

} // namespace sim::machine
