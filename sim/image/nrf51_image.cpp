#include "sim/image/nrf51_image.h"

#include "sim/image/uf2.h"

#include <fmt/format.h>

#include <utility>

namespace sim::image {

std::vector<MemoryArea> nrf51_memory_areas() {
    return {
        {"flash", 0,               nrf51_flash_size},
        {"UICR",  nrf51_uicr_base, nrf51_uicr_size },
        {"RAM",   nrf51_ram_base,  nrf51_ram_size  }
    };
}

bool looks_like_nrf51(const Image& image) {
    const auto stack = image.read(0);
    const auto reset = image.read(4);
    return stack && reset && *stack > nrf51_ram_base && *stack <= nrf51_ram_base + 2 * nrf51_ram_size &&
           *stack % 4 == 0 && (*reset & 1) != 0 && image.segment_at(*reset) != nullptr;
}

std::vector<Finding> find_nrf51_problems(const Image& image) {
    std::vector<Finding> findings;
    if (image.format == Format::Uf2) {
        const Family& family = image.families.front();
        findings.push_back(
            {Finding::Weight::Refused,
             fmt::format(
                 "{}: offset {:#x}: a UF2 file{}, not for an nRF51822; take the Intel HEX file for it",
                 image.path, family.place, family.name.empty() ? "" : fmt::format(" for {}", family.name))});
        return findings;
    }
    const std::vector<MemoryArea> areas = nrf51_memory_areas();
    if (std::optional<std::string> misplaced = find_misplaced(image, areas)) {
        findings.push_back({Finding::Weight::Refused, std::move(*misplaced)});
    } else if (!looks_like_nrf51(image)) {
        findings.push_back(
            {Finding::Weight::Warning,
             "no vector table at 0x00000000: an nRF51822 will not start this; a user's program "
             "without the firmware that it is for?"});
    }
    return findings;
}

} // namespace sim::image
