#pragma once
#include "mien_faces.h"

#include <exception>
#include <new>
#include <stdexcept>
#include <string>

namespace mien {

int32_t fail(int32_t status, const char *message) noexcept;

// Every exported function runs inside this: what is thrown becomes a status and a message.
template <typename Body> int32_t guarded(Body body) noexcept {
    try {
        body();
        return MIEN_GOOD;
    } catch (const std::bad_alloc &) {
        return fail(MIEN_NO_MEMORY, "out of memory");
    } catch (const std::exception &e) {
        return fail(MIEN_FAILED, e.what());
    } catch (...) {
        return fail(MIEN_FAILED, "unknown failure");
    }
}

} // namespace mien
