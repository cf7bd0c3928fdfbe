// The C boundary of Mien over dlib (faces). No C++ exception crosses it: each call returns a status, and the text of the
// last failure of the calling thread is mien_message().
#pragma once
#include <cstdint>

#define MIEN_API extern "C" __attribute__((visibility("default")))

enum mien_status : int32_t {
    MIEN_GOOD = 0,
    MIEN_FAILED = 1,
    MIEN_NO_MEMORY = 2,
};

struct mien_detector; // the frontal detector and the landmark model

struct mien_box {
    int32_t left, top, right, bottom; // inclusive
    double confidence;
};

MIEN_API const char *mien_message(void);

// Loads the 68-landmark model: the flat copy of it, or the file of dlib.
MIEN_API int32_t mien_detector_load(const char *model, mien_detector **detector);
// Boxes of upright faces, most certain first, in pixels of the given picture; upsampled: searched at twice the size.
MIEN_API int32_t mien_detector_search(const mien_detector *detector, const uint8_t *rgb, int32_t width, int32_t height,
                                      int32_t upsampled, int32_t capacity, mien_box *boxes, int32_t *count);
// 68 points (x, y), whole pixels.
MIEN_API int32_t mien_detector_landmarks(const mien_detector *detector, const uint8_t *rgb, int32_t width,
                                         int32_t height, const mien_box *box, int32_t *points);
MIEN_API void mien_detector_close(mien_detector *detector);
