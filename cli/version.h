#pragma once

namespace cli {

constexpr const char* version = TERRARIUM_VERSION;

} // namespace cli
