#include "sim/core/assert.h"

#include <cstdio>
#include <cstdlib>

namespace sim::core {

void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "terrarium: internal error: %s does not hold (%s:%d)\n", condition, file, line);
    std::abort();
}

} // namespace sim::core
