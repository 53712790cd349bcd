#pragma once

#include "cli/command.h"

namespace cli {

Command::Action set_up_boards(CLI::App& app);
Command::Action set_up_doctor(CLI::App& app);
Command::Action set_up_info(CLI::App& app);
Command::Action set_up_run(CLI::App& app);

} // namespace cli
