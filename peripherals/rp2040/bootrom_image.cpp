// The built-in boot ROM's memory: vectors, tables and code (datasheet, "Bootrom Contents").

#include "peripherals/rp2040/bootrom.h"
#include "peripherals/rp2040/bootrom_code.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace peripherals::rp2040 {

using bootrom::Assembler;

namespace {

constexpr std::uint32_t stack_top = 0x20041f00; // below the second stage
constexpr std::uint32_t code_start = 0x40;
constexpr std::uint32_t pointers = 0x14; // half-words: functions, data, lookup
constexpr std::uint8_t interface_version = 1;
constexpr std::uint8_t rom_version = 3;
constexpr std::string_view copyright = "Terrarium built-in boot ROM";
constexpr std::uint32_t revision = 0x7e44a410; // no commit of the ROM's sources

struct Entry {
    char code[3];
    std::uint32_t value;
};

void put_half(std::vector<std::uint8_t>& image, std::uint32_t at, std::uint32_t value) {
    image[at] = static_cast<std::uint8_t>(value);
    image[at + 1] = static_cast<std::uint8_t>(value >> 8);
}

void put_word(std::vector<std::uint8_t>& image, std::uint32_t at, std::uint32_t value) {
    put_half(image, at, value);
    put_half(image, at + 2, value >> 16);
}

/// Pairs of a two-character code and a half-word, ended by a zero.
std::uint32_t write_table(Assembler& assembler, std::span<const Entry> entries) {
    assembler.align(2);
    const std::uint32_t start = assembler.here();
    for (const Entry& entry : entries) {
        assembler.half(static_cast<std::uint32_t>(entry.code[0]) | static_cast<std::uint32_t>(entry.code[1])
                                                                       << 8);
        assembler.half(entry.value);
    }
    assembler.half(0);
    return start;
}

/// One BKPT per function. Those that compare give their result in the flags too.
std::vector<std::uint32_t> write_functions(Assembler& assembler, unsigned first_call) {
    std::vector<std::uint32_t> places;
    for (unsigned i = 0; i < bootrom::float_functions; ++i) {
        places.push_back(assembler.here() | 1);
        assembler.bkpt(first_call + i);
        if (bootrom::is_compare(i)) {
            assembler.cmp(bootrom::r0, 0U);
            assembler.bx(bootrom::lr);
        }
    }
    return places;
}

std::uint32_t write_bit_function(Assembler& assembler, unsigned call) {
    const std::uint32_t place = assembler.here() | 1;
    assembler.bkpt(call);
    return place;
}

} // namespace

std::vector<std::uint8_t> BootRom::image() {
    std::vector<std::uint8_t> image(bytes);
    Assembler assembler(image, code_start);
    const bootrom::Entries code = bootrom::CodeWriter(assembler).write();
    assembler.align(4);

    const std::uint32_t popcount = write_bit_function(assembler, bootrom::CallPopcount);
    const std::uint32_t reverse = write_bit_function(assembler, bootrom::CallReverse);
    const std::uint32_t clz = write_bit_function(assembler, bootrom::CallClz);
    const std::uint32_t ctz = write_bit_function(assembler, bootrom::CallCtz);
    const std::uint32_t usb_boot = write_bit_function(assembler, bootrom::CallUsbBoot);

    const std::uint32_t float_start = assembler.here();
    const std::vector<std::uint32_t> float_places = write_functions(assembler, bootrom::CallFloat);
    const std::uint32_t float_end = assembler.here();
    const std::vector<std::uint32_t> double_places = write_functions(assembler, bootrom::CallDouble);
    const std::uint32_t double_end = assembler.here();

    assembler.align(4);
    const std::uint32_t float_table = assembler.here();
    for (const std::uint32_t place : float_places) {
        assembler.word(place);
    }
    const std::uint32_t double_table = assembler.here();
    for (const std::uint32_t place : double_places) {
        assembler.word(place);
    }
    const std::uint32_t revision_place = assembler.here();
    assembler.word(revision);
    const std::uint32_t size_place = assembler.here();
    assembler.half(bootrom::float_functions);
    const std::uint32_t copyright_place = assembler.here();
    std::copy(copyright.begin(), copyright.end(), image.begin() + copyright_place);
    assembler.skip(static_cast<std::uint32_t>(copyright.size()) + 1);

    const Entry functions[] = {
        {"P3", popcount                     },
        {"R3", reverse                      },
        {"L3", clz                          },
        {"T3", ctz                          },
        {"MS", code.memset | 1              },
        {"S4", code.memset4 | 1             },
        {"MC", code.memcpy | 1              },
        {"C4", code.memcpy4 | 1             },
        {"UB", usb_boot                     },
        {"DT", code.debug_trampoline | 1    },
        {"DE", code.debug_trampoline_end | 1},
        {"WV", code.wait_for_vector | 1     },
        {"IF", code.connect_flash | 1       },
        {"EX", code.exit_xip | 1            },
        {"RE", code.range_erase | 1         },
        {"RP", code.range_program | 1       },
        {"FC", code.flush_cache | 1         },
        {"CX", code.enter_xip | 1           },
    };
    const Entry data[] = {
        {"GR", revision_place },
        {"CR", copyright_place},
        {"SF", float_table    },
        {"SD", double_table   },
        {"FZ", size_place     },
        {"FS", float_start    },
        {"FE", float_end      },
        {"DS", float_end      },
        {"DE", double_end     },
    };
    put_half(image, pointers, write_table(assembler, functions));
    put_half(image, pointers + 2, write_table(assembler, data));
    put_half(image, pointers + 4, code.lookup | 1);

    put_word(image, 0x00, stack_top);
    put_word(image, 0x04, code.reset | 1);
    put_word(image, 0x08, code.nmi | 1);
    put_word(image, 0x0c, code.hard_fault | 1);
    image[0x10] = 'M';
    image[0x11] = 'u';
    image[0x12] = interface_version;
    image[0x13] = rom_version;
    return image;
}

} // namespace peripherals::rp2040
