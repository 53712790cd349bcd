#pragma once

#include "sim/core/analog.h"
#include "sim/core/console_port.h"
#include "sim/core/machine.h"
#include "sim/core/memory.h"
#include "sim/core/usb_port.h"
#include "sim/image/binary_info.h"
#include "sim/image/check.h"
#include "sim/image/image.h"
#include "sim/machine/board_file.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim::machine {

/// A chip with all of its blocks, as boards and runs see it.
class Chip : public core::Machine {
public:
    using Machine::Machine;

    /// A memory of the chip that an image can be loaded into.
    struct Store {
        std::uint32_t base = 0;
        core::Memory* memory = nullptr;
        std::uint32_t sector_bytes = 0; // of what keeps its content without power; 0: it does not
    };
    /// They do not overlap.
    virtual std::vector<Store> stores() = 0;
    /// Those that keep their content without power.
    std::vector<Store> flash();
    /// Puts an image into the stores. Its addresses must have been checked.
    void load(const image::Image& image);
    /// What follows from an image that is loaded, beside its bytes.
    virtual void on_loaded(const image::Image& /*image*/) {}

    /// The net of the pin that board files give this number: "GPIO25".
    virtual core::Net& pin(unsigned number) = 0;
    /// The same for a pin of a part; a net between parts is made if there is none of this name yet.
    core::Net& pin(const BoardFile::Wire& wire) { return wire.gpio ? pin(*wire.gpio) : net(wire.net); }
    /// Connects an analogue input's pin to a source of volts; nothing happens at other pins. `source` must
    /// live as long as the chip is used.
    virtual void connect_source(unsigned number, const core::AnalogSource& source) = 0;
    /// Nets between parts have levels only.
    void connect_source(const BoardFile::Wire& wire, const core::AnalogSource& source) {
        if (wire.gpio) {
            connect_source(*wire.gpio, source);
        }
    }
    /// The pin that resets the chip while it is low.
    virtual core::Net& reset_pin() = 0;
    /// The pin by which a button asks for the boot loader; null where there is none.
    virtual core::Net* boot_select_pin() { return nullptr; }
    /// Where the cable of a USB host goes; null where there is none.
    virtual core::UsbDevicePort* usb() { return nullptr; }
    /// What programs ask of a debug probe's host by BKPT 0xab.
    virtual core::ConsolePort& semihosting() = 0;
};

/// What a run chooses for a chip.
struct ChipOptions {
    std::string name;                   // of the machine; empty: the board's
    std::vector<std::uint8_t> boot_rom; // empty: the built-in one
    std::uint64_t seed = 0;             // of what is random in the chip, and of its identity
};

/// A chip that is modelled: what is known of it before a board with it is made.
struct ChipKind {
    std::string_view name;          // in board files
    std::string_view default_board; // for an image that names none
    std::uint32_t boot_rom_bytes;   // 0: it has no ROM that another one could take the place of
    std::uint32_t source_bytes;     // of Python that its RAM can compile at once; 0: whatever a test needs
    /// Whether an image looks as if it were made for it.
    bool (*suits)(const image::Image& image);
    std::vector<image::Finding> (*find_problems)(const image::Image& image, const image::BinaryInfo& info,
                                                 std::uint32_t flash_bytes);
    std::unique_ptr<Chip> (*make)(core::Simulation& simulation, const BoardFile& file,
                                  const ChipOptions& options);
};

std::span<const ChipKind> chip_kinds();
/// By its name in board files; throws core::Error, which names the file, for one that is not modelled.
const ChipKind& chip_kind(const BoardFile& file);
/// The one that the image looks made for; the first one if none.
const ChipKind& likely_chip(const image::Image& image);

} // namespace sim::machine
