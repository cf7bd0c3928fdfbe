#pragma once
#include "status.h"

#include <memory>
#include <vector>
#include <vips/vips.h>

namespace mien {

struct unref {
    void operator()(VipsImage *image) const { g_object_unref(image); }
};
using image_ptr = std::unique_ptr<VipsImage, unref>;

// Starts libvips once; its and glib's chatter is kept off standard error.
void start();

// Throws what libvips last said if a call failed.
void check(int failed);

} // namespace mien

struct mien_photo {
    mien::image_ptr header;     // never decoded: the source of metadata
    mien::image_ptr pixels;     // until decoded
    std::vector<uint8_t> icc;   // an RGB profile, or empty
};
