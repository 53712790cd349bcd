#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace peripherals::devices::w25q {

/// What a command does once its bits are in.
enum class Action : std::uint8_t {
    None,
    WriteEnable,
    VolatileWriteEnable,
    WriteDisable,
    ReadStatus1,
    ReadStatus2,
    ReadStatus3,
    WriteStatus1,
    WriteStatus2,
    WriteStatus3,
    ReadArray,
    ReadSfdp,
    ReadJedecId,
    ReadManufacturer,
    ReadUniqueId,
    ReleasePowerDown,
    PowerDown,
    SetWrap,
    Program,
    EraseSector,
    EraseBlock32,
    EraseBlock64,
    EraseChip,
    ProgramSecurity,
    EraseSecurity,
    ReadSecurity,
    Suspend,
    Resume,
    EnableReset,
    Reset,
    LockAll,
    UnlockAll,
    LockBlock,
    UnlockBlock,
    ReadLock,
};

enum class Data : std::uint8_t { None, Out, In };

/// One instruction: the phases that follow its 8 bits on IO0, each with its number of lines.
struct Command {
    std::uint8_t opcode;
    Action action;
    std::uint8_t address_lanes; // 0: no address; otherwise 24 bits
    std::uint8_t mode_bits;     // after the address, on its lines
    std::uint8_t dummy_clocks;
    Data data;
    std::uint8_t data_lanes;
    bool continuous = false; // its mode bits M5-4 = 10 leave out the next opcode
};

// W25Q16JV datasheet, "Instruction Set Table 1" and "2".
inline constexpr auto commands = std::to_array<Command>({
    {0x06,  Action::WriteEnable,         0, 0,                     0,         Data::None,                   0                                            },
    {0x50,  Action::VolatileWriteEnable, 0, 0,                     0,         Data::None,                   0                                            },
    {0x04,  Action::WriteDisable,        0, 0,                     0,         Data::None,                   0                                            },
    {0xab,  Action::ReleasePowerDown,    0, 0,                     24,        Data::Out,                    1                                            },
    {0x90,  Action::ReadManufacturer,    1, 0,                     0,         Data::Out,                    1                                            },
    {0x92,  Action::ReadManufacturer,    2, 8,                     0,         Data::Out,                    2                                            },
    {0x94,  Action::ReadManufacturer,    4, 8,                     4,         Data::Out,                    4                                            },
    {0x9f,  Action::ReadJedecId,         0, 0,                     0,         Data::Out,                    1                                            },
    {0x4b,  Action::ReadUniqueId,        0, 0,                     32,        Data::Out,                    1                                            },
    {0x03,  Action::ReadArray,           1, 0,                     0,         Data::Out,                    1                                            },
    {0x0b,  Action::ReadArray,           1, 0,                     8,         Data::Out,                    1                                            },
    {0x3b,  Action::ReadArray,           1, 0,                     8,         Data::Out,                    2                                            },
    {0x6b,  Action::ReadArray,           1, 0,                     8,         Data::Out,                    4                                            },
    {0xbb,  Action::ReadArray,           2, 8,                     0,         Data::Out,                    2,                                             true},
    {0xeb,     Action::ReadArray,                             4,         8, 4, Data::Out,                            4,                                                                true},
    {0x77, Action::SetWrap,                            4,                          8,                                0,             Data::None,               0},
    {0x5a,    Action::ReadSfdp,                               1,                             0,                               8,         Data::Out,1                                           },
    {0x02,    Action::Program,                               1,                             0,                                0,          Data::In,                1},
    {0x32,    Action::Program,                               1,                             0,                                0,          Data::In,4                     },
    {0x20,    Action::EraseSector,                               1,                             0,                            0,      Data::None,            0       },
    {0x52,    Action::EraseBlock32,                               1,                             0,                           0,     Data::None,0   },
    {0xd8,    Action::EraseBlock64,                               1,                             0,                           0,     Data::None,            0                          },
    {0xc7,    Action::EraseChip,                               0,                             0,                              0,        Data::None,0},
    {0x60,    Action::EraseChip,                               0,                             0,                              0,        Data::None,            0                                          },
    {0x05,    Action::ReadStatus1,                               0,                             0,                            0,      Data::Out,1},
    {0x35,    Action::ReadStatus2,                               0,                             0,                            0,      Data::Out,            1                                                            },
    {0x15,    Action::ReadStatus3,                               0,                             0,                            0,      Data::Out,1},
    {0x01,    Action::WriteStatus1,                               0,                             0,                           0,     Data::In,           1                                                                              },
    {0x31,    Action::WriteStatus2,                               0,                             0,                           0,     Data::In,1},
    {0x11,    Action::WriteStatus3,                               0,                             0,                           0,     Data::In,           1                                                                                               },
    {0x42,    Action::ProgramSecurity,                               1,                             0,                        0,  Data::In,1},
    {0x44,    Action::EraseSecurity,                               1,                             0,                          0,    Data::None,             0                                                                                                                   },
    {0x48,    Action::ReadSecurity,                               1,                             0,                           8,     Data::Out,1},
    {0x7e,    Action::LockAll,                               0,                             0,                                0,          Data::None,                  0                                                                                                                                        },
    {0x98,    Action::UnlockAll,                               0,                             0,                              0,        Data::None,0},
    {0x36,    Action::LockBlock,                               1,                             0,                              0,        Data::None,                  0                                                                                                                                                                    },
    {0x39,    Action::UnlockBlock,                               1,                             0,                            0,      Data::None,0},
    {0x3d,    Action::ReadLock,                               1,                             0,                               0,         Data::Out,                     1                                                                                                                                                                                                  },
    {0x75,    Action::Suspend,                               0,                             0,                                0,          Data::None,0},
    {0x7a,    Action::Resume,                               0,                             0,                                 0,           Data::None,                      0                                                                                                                                                                                                                                  },
    {0xb9,    Action::PowerDown,                               0,                             0,                              0,        Data::None,0},
    {0x66,    Action::EnableReset,                               0,                             0,                            0,      Data::None,                    0                                                                                                                                                                                                                                                                      },
    {0x99,    Action::Reset,                               0,                             0,                                  0,            Data::None,0},
});

/// Index into `commands`, -1 if there is no such instruction.
constexpr int find_command(std::uint8_t opcode) {
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (commands[i].opcode == opcode) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

} // namespace peripherals::devices::w25q
