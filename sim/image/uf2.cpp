#include "sim/image/uf2.h"

#include "sim/image/content.h"
#include "sim/image/segment_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>

namespace sim::image {

namespace {

constexpr std::uint32_t block_size = 512;
constexpr std::uint32_t data_offset = 32; // of the payload in a block
constexpr std::uint32_t data_size = 476;
constexpr std::uint32_t md5_size = 24; // the last bytes of the data: start, length, MD5
constexpr std::uint32_t magic_start0 = 0x0a324655;
constexpr std::uint32_t magic_start1 = 0x9e5d5157;
constexpr std::uint32_t magic_end = 0x0ab16f30;

namespace flag {
constexpr std::uint32_t not_main_flash = 0x0001;
constexpr std::uint32_t file_container = 0x1000;
constexpr std::uint32_t family_present = 0x2000;
constexpr std::uint32_t md5_present = 0x4000;
constexpr std::uint32_t extension_tags = 0x8000;
} // namespace flag

// Marks the block that works around RP2350-E10: it carries nothing.
constexpr std::uint32_t tag_ignore_block = 0x57e304;

// What the boot ROM of an RP2040 wants: other blocks it ignores.
constexpr std::uint32_t rp2040_payload = 256;

constexpr std::size_t most_families = 64;

struct KnownFamily {
    std::uint32_t id;
    std::string_view name;
};
constexpr KnownFamily known_families[] = {
    {uf2_family::cyw43_firmware, "CYW43 firmware"       },
    {uf2_family::rp2040,         "RP2040"               },
    {uf2_family::absolute,       "RP2350 absolute"      },
    {uf2_family::data,           "RP2350 data"          },
    {uf2_family::rp2350_arm_s,   "RP2350 Arm secure"    },
    {uf2_family::rp2350_riscv,   "RP2350 RISC-V"        },
    {uf2_family::rp2350_arm_ns,  "RP2350 Arm non-secure"},
    {0x68ed2b88,                 "SAMD21"               },
    {0x55114460,                 "SAMD51"               },
    {0xada52840,                 "nRF52840"             },
    {0x1b57745f,                 "nRF52"                },
    {0x57755a57,                 "STM32F4"              },
    {0x1c5f21b0,                 "ESP32"                },
    {0xbfdd4eee,                 "ESP32-S2"             },
    {0xc47e5767,                 "ESP32-S3"             },
};

struct Block {
    std::uint64_t offset;
    std::uint32_t flags;
    std::uint32_t address;
    std::uint32_t payload_size;
    std::uint32_t number;
    std::uint32_t count;
    std::optional<std::uint32_t> family;
};

Block read_block(const Content& content, std::uint64_t offset) {
    content.slice(offset, block_size, "a UF2 block");
    constexpr struct {
        std::uint32_t at;
        std::uint32_t value;
        std::string_view name;
    } magics[] = {
        {0,   magic_start0, "first" },
        {4,   magic_start1, "second"},
        {508, magic_end,    "final" }
    };
    for (const auto& magic : magics) {
        const std::uint32_t found = content.u32(offset + magic.at);
        if (found != magic.value) {
            content.fail(
                offset + magic.at,
                fmt::format("{:#010x} stands where the {} magic number of a UF2 block, {:#010x}, is to "
                            "be: the file is damaged; copy or build it again",
                            found, magic.name, magic.value));
        }
    }
    Block block{};
    block.offset = offset;
    block.flags = content.u32(offset + 8);
    block.address = content.u32(offset + 12);
    block.payload_size = content.u32(offset + 16);
    block.number = content.u32(offset + 20);
    block.count = content.u32(offset + 24);
    if ((block.flags & flag::family_present) != 0) {
        block.family = content.u32(offset + 28);
    }
    const std::uint32_t room = (block.flags & flag::md5_present) != 0 ? data_size - md5_size : data_size;
    if (block.payload_size > room) {
        content.fail(offset + 16, fmt::format("the block's payload is {} bytes, at most {} fit: the file is "
                                              "damaged; copy or build it again",
                                              block.payload_size, room));
    }
    return block;
}

bool has_tag(const Content& content, const Block& block, std::uint32_t wanted) {
    if ((block.flags & flag::extension_tags) == 0) {
        return false;
    }
    const std::uint64_t end = block.offset + data_offset + data_size;
    for (std::uint64_t at = block.offset + data_offset + ((block.payload_size + 3) & ~3U); at + 4 <= end;) {
        const std::uint32_t head = content.u32(at);
        const std::uint32_t size = head & 0xff; // of the tag with its head, without what aligns it
        if (size < 4) {
            return false;
        }
        if (head >> 8 == wanted) {
            return true;
        }
        at += (size + 3) & ~3U;
    }
    return false;
}

Family& family_of(const Content& content, const Block& block, std::vector<Family>& families) {
    const auto found = std::find_if(families.begin(), families.end(),
                                    [&block](const Family& family) { return family.id == block.family; });
    if (found != families.end()) {
        return *found;
    }
    if (families.size() == most_families) {
        content.fail(block.offset + 28, fmt::format("blocks for more than {} families: no UF2 file is like "
                                                    "that, it is damaged; copy or build it again",
                                                    most_families));
    }
    Family family;
    family.id = block.family;
    family.name = block.family ? uf2_family_name(*block.family) : std::string_view{};
    family.lowest = block.address;
    family.place = block.offset;
    return families.emplace_back(std::move(family));
}

void count_block(const Content& content, const Block& block, std::vector<Family>& families) {
    Family& family = family_of(content, block, families);
    ++family.blocks;
    family.bytes += block.payload_size;
    family.lowest = std::min(family.lowest, block.address);
    family.highest = std::max(family.highest, block.address + std::max(block.payload_size, 1U) - 1);
}

struct Skipped {
    unsigned not_main_flash = 0;
    unsigned files = 0;
    unsigned md5 = 0;
};

void add_notes(const Skipped& skipped, std::vector<std::string>& notes) {
    if (skipped.not_main_flash != 0) {
        notes.push_back(
            fmt::format("{} blocks are not for the main flash and were left out", skipped.not_main_flash));
    }
    if (skipped.files != 0) {
        notes.push_back(fmt::format("{} blocks hold files, not memory, and were left out", skipped.files));
    }
    if (skipped.md5 != 0) {
        notes.push_back(fmt::format("{} blocks carry MD5 checksums, which were not checked", skipped.md5));
    }
}

// Each block once, and all that the blocks say there are. The numbers may also run through all families.
void check_complete(const Content& content, std::vector<const Block*> blocks, std::size_t all_blocks) {
    std::sort(blocks.begin(), blocks.end(),
              [](const Block* a, const Block* b) { return a->number < b->number; });
    const std::uint32_t count = blocks.front()->count;
    std::uint32_t expected = 0;
    const bool numbered_through = count == all_blocks && blocks.size() < all_blocks;
    for (const Block* block : blocks) {
        if (block->count != count) {
            content.fail(
                block->offset + 24,
                fmt::format("this block is one of {}, another one of the same family is one of {}: two "
                            "UF2 files joined into one; load them one at a time",
                            block->count, count));
        }
        if (block->number >= count) {
            content.fail(
                block->offset + 20,
                fmt::format("block number {} of {}: the numbers begin at 0, so the file is damaged; copy "
                            "or build it again",
                            block->number, count));
        }
        if (block->number < expected) {
            content.fail(block->offset + 20,
                         fmt::format("block number {} is there twice: the file is damaged; "
                                     "copy or build it again",
                                     block->number));
        }
        if (block->number > expected && !numbered_through) {
            break;
        }
        expected = block->number + 1;
    }
    if (expected != count && !numbered_through) {
        content.fail(content.size(),
                     fmt::format("only {} of {} blocks are there, number {} is missing: the file is "
                                 "truncated; copy or build it again",
                                 blocks.size(), count, expected));
    }
}

void check_rp2040_block(const Content& content, const Block& block) {
    if (block.payload_size != rp2040_payload) {
        content.fail(
            block.offset + 16,
            fmt::format("the payload is {} bytes: the boot ROM of an RP2040 ignores blocks that have "
                        "other than 256; make the file with picotool or uf2conv",
                        block.payload_size));
    }
    const bool in_flash = block.address >> 28 == 1;
    if (in_flash && block.address % rp2040_payload != 0) {
        content.fail(
            block.offset + 12,
            fmt::format("address {:#010x} is no multiple of 256: the boot ROM of an RP2040 programs whole "
                        "pages; make the file with picotool or uf2conv",
                        block.address));
    }
}

void append_u32(std::vector<std::uint8_t>& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
        out.push_back(static_cast<std::uint8_t>(value >> shift));
    }
}

} // namespace

std::string_view uf2_family_name(std::uint32_t id) {
    for (const KnownFamily& family : known_families) {
        if (family.id == id) {
            return family.name;
        }
    }
    return {};
}

bool is_rp2350_family(std::uint32_t id) {
    return id >= uf2_family::absolute && id <= uf2_family::rp2350_arm_ns;
}

bool looks_like_uf2(std::span<const std::uint8_t> bytes) {
    constexpr std::array<std::uint8_t, 4> start{0x55, 0x46, 0x32, 0x0a};
    return bytes.size() >= start.size() && std::equal(start.begin(), start.end(), bytes.begin());
}

Image parse_uf2(std::string_view path, std::span<const std::uint8_t> bytes,
                std::optional<std::uint32_t> preferred) {
    const Content content(path, bytes);
    Image image;
    image.path = path;
    image.format = Format::Uf2;

    std::vector<Block> blocks;
    Skipped skipped;
    for (std::uint64_t offset = 0; offset < content.size(); offset += block_size) {
        const Block block = read_block(content, offset);
        if ((block.flags & flag::not_main_flash) != 0) {
            ++skipped.not_main_flash;
        } else if ((block.flags & flag::file_container) != 0) {
            ++skipped.files;
        } else if (!has_tag(content, block, tag_ignore_block)) {
            skipped.md5 += (block.flags & flag::md5_present) != 0 ? 1 : 0;
            count_block(content, block, image.families);
            blocks.push_back(block);
        }
    }
    add_notes(skipped, image.notes);
    if (blocks.empty()) {
        content.fail(
            0, "no block is for the main flash: there is nothing to load; give the file that is copied to "
               "the board's drive");
    }

    const bool has_preferred =
        preferred && std::any_of(image.families.begin(), image.families.end(),
                                 [&preferred](const Family& family) { return family.id == preferred; });
    image.family = has_preferred ? preferred : image.families.front().id;
    SegmentBuilder builder;
    std::vector<const Block*> chosen;
    for (const Block& block : blocks) {
        if (block.family != image.family) {
            continue;
        }
        if (image.family == uf2_family::rp2040) {
            check_rp2040_block(content, block);
        }
        chosen.push_back(&block);
        builder.add(content, block.address, bytes.subspan(block.offset + data_offset, block.payload_size),
                    block.offset + data_offset);
    }
    check_complete(content, chosen, blocks.size());
    if (builder.empty()) {
        content.fail(chosen.front()->offset,
                     "no block has any bytes: there is nothing to load; make the file anew");
    }
    builder.finish(content, image);
    return image;
}

std::vector<std::uint8_t> write_uf2(std::span<const Segment> segments, std::uint32_t family) {
    std::map<std::uint32_t, std::array<std::uint8_t, rp2040_payload>> pages;
    for (const Segment& segment : segments) {
        for (std::size_t i = 0; i < segment.bytes.size(); ++i) {
            const std::uint32_t address = segment.address + static_cast<std::uint32_t>(i);
            pages[address - address % rp2040_payload][address % rp2040_payload] = segment.bytes[i];
        }
    }
    std::vector<std::uint8_t> file;
    file.reserve(pages.size() * block_size);
    std::uint32_t number = 0;
    for (const auto& [address, page] : pages) {
        for (const std::uint32_t word :
             {magic_start0, magic_start1, flag::family_present, address, rp2040_payload, number++,
              static_cast<std::uint32_t>(pages.size()), family}) {
            append_u32(file, word);
        }
        file.insert(file.end(), page.begin(), page.end());
        file.resize(file.size() + data_size - rp2040_payload);
        append_u32(file, magic_end);
    }
    return file;
}

} // namespace sim::image
