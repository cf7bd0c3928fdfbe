// The C boundary of Mien over libvips (image files) and dlib (faces). No C++ exception crosses it: each call returns
// a status, and the text of the last failure of the calling thread is mien_message().
#pragma once
#include <cstddef>
#include <cstdint>

#define MIEN_API extern "C" __attribute__((visibility("default")))

enum mien_status : int32_t {
    MIEN_GOOD = 0,
    MIEN_FAILED = 1,
    MIEN_FOREIGN = 2, // the file is not of a kind that is read here
    MIEN_NO_MEMORY = 3,
};

enum mien_format : int32_t { MIEN_PNG = 0, MIEN_JPEG = 1, MIEN_WEBP = 2 };

struct mien_photo;    // an opened file: its header and metadata, and its pixels until they are decoded
struct mien_detector; // the frontal detector and the landmark model

struct mien_photo_info {
    int32_t width;       // upright
    int32_t height;      // upright
    int32_t own_colours; // 1: an RGB profile that is not sRGB in all but name
    int32_t has_profile; // 1: an RGB profile that can be written again
};

struct mien_box {
    int32_t left, top, right, bottom; // inclusive
    double confidence;
};

struct mien_blob {
    const void *data;
    size_t length;
};

MIEN_API const char *mien_message(void);
MIEN_API void mien_free(void *memory);

// Reads the header alone. The file's bytes must stay where they are until the photo is decoded or closed.
MIEN_API int32_t mien_photo_open(const void *file, size_t length, mien_photo_info *info, mien_photo **photo);
// Fills width*height*3 bytes of sRGB, and, where not null, the same pixels in the colours of the file's profile.
// Alpha is flattened over the background. May be called once.
MIEN_API int32_t mien_photo_decode(mien_photo *photo, const uint8_t *background, uint8_t *srgb, uint8_t *own);
// The XMP packet, empty if there is none; it lives as long as the photo.
MIEN_API int32_t mien_photo_xmp(const mien_photo *photo, mien_blob *xmp);
// sRGB to the colours of the photo's profile.
MIEN_API int32_t mien_photo_to_own(const mien_photo *photo, const uint8_t *srgb, uint8_t *own, size_t pixels);
MIEN_API void mien_photo_close(mien_photo *photo);

// Encodes width*height*3 bytes. From origin (may be null) come the profile (where with_profile) and the metadata,
// without orientation and thumbnail, and without the position unless keep_gps. The buffer goes back to mien_free.
MIEN_API int32_t mien_encode(const mien_photo *origin, int32_t format, int32_t width, int32_t height,
                             const uint8_t *pixels, int32_t quality, int32_t with_profile, int32_t keep_gps,
                             const mien_blob *xmp, void **buffer, size_t *length);

// Loads the 68-landmark model.
MIEN_API int32_t mien_detector_load(const char *model, mien_detector **detector);
// Boxes of upright faces, most certain first, in pixels of the given picture; upsampled: searched at twice the size.
MIEN_API int32_t mien_detector_search(const mien_detector *detector, const uint8_t *rgb, int32_t width, int32_t height,
                                      int32_t upsampled, int32_t capacity, mien_box *boxes, int32_t *count);
// 68 points (x, y), whole pixels.
MIEN_API int32_t mien_detector_landmarks(const mien_detector *detector, const uint8_t *rgb, int32_t width,
                                         int32_t height, const mien_box *box, int32_t *points);
MIEN_API void mien_detector_close(mien_detector *detector);
