#include "landmarks.h"
#include "status.h"

#include <algorithm>
#include <cstring>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms.h>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

using picture = dlib::array2d<dlib::rgb_pixel>;

void fill(picture &to, const uint8_t *rgb, int32_t width, int32_t height) {
    static_assert(sizeof(dlib::rgb_pixel) == 3);
    to.set_size(height, width);
    for (long y = 0; y < height; y++)
        std::memcpy(&to[y][0], rgb + static_cast<size_t>(y) * width * 3, static_cast<size_t>(width) * 3);
}

// As dlib::get_frontal_face_detector() gives it.
const unsigned char flat_detector[] = {
#include "detector.inc"
};

dlib::frontal_face_detector frontal_detector() {
    const auto *first = reinterpret_cast<const char *>(flat_detector);
    std::istringstream flat(std::string(first, first + sizeof flat_detector));
    dlib::frontal_face_detector detector;
    dlib::deserialize(detector, flat);
    return detector;
}

} // namespace

struct mien_detector {
    dlib::frontal_face_detector faces = frontal_detector();
    mien::landmark_model shape;
};

int32_t mien_detector_load(const char *model, mien_detector **detector) {
    return mien::guarded([&] {
        auto loaded = std::make_unique<mien_detector>();
        loaded->shape = mien::landmark_model::load(model);
        *detector = loaded.release();
    });
}

int32_t mien_detector_search(const mien_detector *detector, const uint8_t *rgb, int32_t width, int32_t height,
                             int32_t upsampled, int32_t capacity, mien_box *boxes, int32_t *count) {
    return mien::guarded([&] {
        picture image;
        fill(image, rgb, width, height);
        dlib::pyramid_down<2> doubling;
        if (upsampled)
            dlib::pyramid_up(image, doubling);
        dlib::frontal_face_detector own = detector->faces; // searching changes a detector: each call has its own
        std::vector<dlib::rect_detection> found;
        own(image, found);
        *count = std::min(static_cast<int32_t>(found.size()), capacity);
        for (int32_t i = 0; i < *count; i++) {
            dlib::rectangle box = found[i].rect;
            if (upsampled)
                box = doubling.rect_down(box);
            boxes[i] = {static_cast<int32_t>(box.left()), static_cast<int32_t>(box.top()),
                        static_cast<int32_t>(box.right()), static_cast<int32_t>(box.bottom()),
                        found[i].detection_confidence};
        }
    });
}

int32_t mien_detector_landmarks(const mien_detector *detector, const uint8_t *rgb, int32_t width, int32_t height,
                                const mien_box *box, int32_t *points) {
    return mien::guarded([&] {
        picture image;
        fill(image, rgb, width, height);
        dlib::full_object_detection face =
            detector->shape(image, dlib::rectangle(box->left, box->top, box->right, box->bottom));
        for (unsigned long i = 0; i < mien::landmark_model::landmarks; i++) {
            points[2 * i] = static_cast<int32_t>(face.part(i).x());
            points[2 * i + 1] = static_cast<int32_t>(face.part(i).y());
        }
    });
}

void mien_detector_close(mien_detector *detector) { delete detector; }
