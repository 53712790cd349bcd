#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::machine {

/// A board as its board.yaml describes it: data only.
struct BoardFile {
    struct Flash {
        std::string part; // "w25q16jv"
        std::uint32_t size = 0;
    };
    struct Led {
        std::string name;
        unsigned gpio = 0;
        bool active_low = false;
    };
    /// A way for text in and out. A UART has its pins, USB has none.
    struct Console {
        std::string name; // "uart0", "usb"
        std::optional<unsigned> tx_gpio;
        std::optional<unsigned> rx_gpio;
        unsigned baud = 115'200;
    };
    struct Pin {
        std::string name; // "GP0"
        unsigned gpio = 0;
        std::optional<unsigned> number; // on the board's edge, counted as its pin-out does
    };

    std::string path;
    std::string name;                 // the name on the command line
    std::string title;                // the name on the box
    std::vector<std::string> aliases; // other names, that of the pico-sdk (PICO_BOARD) among them
    std::string chip;
    Flash flash;
    std::uint32_t crystal_hz = 0;
    std::vector<Led> leds;
    std::vector<Console> consoles;
    std::vector<Pin> pins; // the LEDs too, by their names

    const Pin* find_pin(std::string_view pin_name) const;
    bool is_called(std::string_view wanted) const;
};

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

/// By name, alias, or path of a board.yaml or of its folder. core::Error names the boards there are.
BoardFile find_board(std::string_view name_or_path, const std::vector<std::string>& folders);

} // namespace sim::machine
