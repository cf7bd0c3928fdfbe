#include "status.h"

#include <cstdio>

namespace {
thread_local char last_message[512] = "";
}

int32_t mien::fail(int32_t status, const char *message) noexcept {
    std::snprintf(last_message, sizeof last_message, "%s", message);
    return status;
}

const char *mien_message(void) { return last_message; }
