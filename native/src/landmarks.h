// dlib's landmark model, kept flat: what dlib parses for a second and a half is mapped in no time, and only the leaves that a face
// comes to are ever read. The arithmetic is that of dlib's shape_predictor, to the last bit.
#pragma once
#include "dlib_alone.h"

#include <cstdint>
#include <dlib/image_processing.h>
#include <memory>
#include <string>
#include <vector>

namespace mien {

class landmark_model {
  public:
    static constexpr uint32_t landmarks = 68;

    // A flat file is mapped, dlib's own format is parsed.
    static landmark_model load(const std::string &path);

    // Writes the flat file.
    void save(const std::string &path) const;

    template <typename Picture>
    dlib::full_object_detection operator()(const Picture &picture, const dlib::rectangle &box) const {
        shape current = initial_;
        std::vector<float> pixels;
        for (uint32_t i = 0; i < sizes_->cascades; i++) {
            dlib::impl::extract_feature_pixel_values(picture, box, current, initial_, anchors_[i], deltas_[i], pixels);
            for (uint32_t t = 0; t < sizes_->trees; t++) {
                const float *leaf = this->leaf(i, t, pixels);
                for (uint32_t k = 0; k < 2 * landmarks; k++)
                    current(k) += leaf[k];
            }
        }
        const dlib::point_transform_affine to_picture = dlib::impl::unnormalizing_tform(box);
        std::vector<dlib::point> points(landmarks);
        for (uint32_t i = 0; i < landmarks; i++)
            points[i] = to_picture(dlib::impl::location(current, i));
        return {box, points};
    }

  private:
    using shape = dlib::matrix<float, 0, 1>;

    // The flat file: these sizes, the initial shape, then for all cascades anchors, deltas, splits and leaves, little-endian.
    struct sizes {
        char magic[8];
        uint32_t landmarks, cascades, trees, splits, pixels, reserved;
    };
    struct split {
        uint32_t first, second;
        float threshold;
    };

    static std::shared_ptr<const uint8_t> parse(const std::string &path, size_t &bytes);
    static size_t size_of(const sizes &of);
    void view(std::shared_ptr<const uint8_t> content, size_t bytes);

    // A full binary tree: the children of node n are 2n + 1 and 2n + 2.
    const float *leaf(uint32_t cascade, uint32_t tree, const std::vector<float> &pixels) const {
        const size_t number = static_cast<size_t>(cascade) * sizes_->trees + tree;
        const split *nodes = splits_ + number * sizes_->splits;
        uint32_t n = 0;
        while (n < sizes_->splits)
            n = 2 * n + (pixels[nodes[n].first] - pixels[nodes[n].second] > nodes[n].threshold ? 1 : 2);
        return leaves_ + (number * (sizes_->splits + 1) + (n - sizes_->splits)) * 2 * landmarks;
    }

    std::shared_ptr<const uint8_t> content_;
    size_t bytes_ = 0;
    const sizes *sizes_ = nullptr;
    const split *splits_ = nullptr;
    const float *leaves_ = nullptr;
    shape initial_;
    std::vector<std::vector<unsigned long>> anchors_;
    std::vector<std::vector<dlib::vector<float, 2>>> deltas_;
};

} // namespace mien
