#pragma once

#include "sim/core/part.h"
#include "sim/image/appended_script.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim::machine {

class Chip;

/// A board as its board.yaml describes it: data only.
struct BoardFile {
    /// From the board's upper left corner, as its picture shows it.
    struct Place {
        double x_mm = 0;
        double y_mm = 0;
    };
    struct Flash {
        std::string part; // "w25q16jv"
        std::uint32_t size = 0;
    };
    struct Led {
        std::string name;
        unsigned gpio = 0;
        bool active_low = false;
        std::optional<Place> at;
        std::uint32_t colour = 0xff3020; // 0xRRGGBB
    };
    /// A way for text in and out. A UART has its pins, USB has none.
    struct Console {
        std::string name; // "uart0", "usb"
        std::optional<unsigned> tx_gpio;
        std::optional<unsigned> rx_gpio;
        unsigned baud = 115'200;
        unsigned burst = 0; // bytes that programs of this board have room for; 0: not said
        std::string place;  // in the file, for messages
    };
    struct Pin {
        std::string name; // "GP0"
        unsigned gpio = 0;
        std::optional<unsigned> number; // on the board's edge, counted as its pin-out does
        std::string place;
    };

    /// Where a pin of a part is wired to: a GPIO of the chip, or a net that only parts hang on.
    struct Wire {
        std::optional<unsigned> gpio;
        std::string net; // its name, without a GPIO
        // NOLINTNEXTLINE(modernize-use-nullptr): it takes the 0 that comes out for a pointer
        auto operator<=>(const Wire&) const = default;
    };
    /// A pin of a part, and what it is wired to.
    struct Contact {
        std::string pin; // the key in the file: "scl"; "grids.3" in a list
        Wire wire;
        bool drives = false; // push-pull or with volts of its own: no second one may do that to its net
        std::string place;
    };

    /// What is soldered to the chip's pins.
    struct Part {
        using Maker = std::function<std::unique_ptr<core::Part>(Chip& chip, const std::string& name)>;
        std::string name; // "button_a"
        std::string type; // "button"
        Maker make;
        std::string place;
        std::vector<Contact> contacts;
        std::optional<Place> at; // of its middle or, where it has pixels, of the first one
        double pitch_mm = 0;     // from pixel to pixel; 0: not said
    };
    struct Picture {
        double width_mm = 50;
        double height_mm = 25;
        std::uint32_t colour = 0x1c3c28;
    };

    std::string path;
    std::string name;                 // the name on the command line
    std::string title;                // the name on the box
    std::vector<std::string> aliases; // other names, that of the pico-sdk (PICO_BOARD) among them
    std::string chip;
    Flash flash;
    std::uint32_t crystal_hz = 0;
    std::optional<image::ScriptArea> script_area; // where its runtime looks for an appended program
    std::vector<Led> leds;
    std::vector<Console> consoles;
    std::vector<Pin> pins; // the LEDs too, by their names
    std::vector<Part> parts;
    std::vector<std::pair<unsigned, unsigned>> joined; // GPIOs with a wire from one to the other
    std::vector<std::string> warnings;                 // what the file has and the board has not
    Picture picture;

    const Pin* find_pin(std::string_view pin_name) const;
    bool is_called(std::string_view wanted) const;
};

/// Throws core::Error if it cannot be read.
std::string read_text_file(const std::string& path);

/// Reads a board.yaml. Unknown or repeated keys and values out of range are core::Error with file and line.
BoardFile load_board_file(const std::string& path);

/// The same for text in memory; `path` is for messages.
BoardFile parse_board_file(const std::string& text, const std::string& path);

/// Folders that hold a folder for each board, in the order in which they are searched: those of the
/// environment variable TERRARIUM_BOARDS (separated by colons), the source tree that the program was built
/// from, and the one that it lies in.
std::vector<std::string> board_folders();

/// All boards in these folders, by name; of two with one name the first found. A file that cannot be read is
/// an error.
std::vector<BoardFile> list_boards(const std::vector<std::string>& folders);

/// By name or alias; nothing if no board is called that.
std::optional<BoardFile> find_called(std::string_view name, const std::vector<std::string>& folders);

/// By name, alias, or path of a board.yaml, of a diagram.json or of the folder of one. core::Error names the
/// boards there are.
BoardFile find_board(std::string_view name_or_path, const std::vector<std::string>& folders);

} // namespace sim::machine
