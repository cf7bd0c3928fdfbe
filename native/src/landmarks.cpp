#include "landmarks.h"

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mien {

namespace {

constexpr char magic[8] = {'M', 'I', 'E', 'N', 'L', 'M', '0', '1'};
constexpr uint64_t most = 1 << 16; // of anything that is counted

[[noreturn]] void refuse(const std::string &path, const std::string &why) {
    throw std::runtime_error(path + ": no landmark model of dlib's, or a damaged one: " + why);
}

void append(std::vector<uint8_t> &to, const void *from, size_t bytes) {
    const auto *first = static_cast<const uint8_t *>(from);
    to.insert(to.end(), first, first + bytes);
}

std::shared_ptr<const uint8_t> map(const std::string &path, size_t &bytes) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (file < 0 || fstat(file, &status) != 0) {
        if (file >= 0)
            close(file);
        throw std::runtime_error(path + ": cannot be opened");
    }
    bytes = static_cast<size_t>(status.st_size);
    void *mapped = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (mapped == MAP_FAILED)
        throw std::runtime_error(path + ": cannot be mapped");
    const size_t length = bytes;
    return {static_cast<const uint8_t *>(mapped),
            [length](const uint8_t *from) { munmap(const_cast<uint8_t *>(from), length); }};
}

bool is_flat(const std::string &path) {
    char first[sizeof magic] = {};
    std::ifstream file(path, std::ios::binary);
    file.read(first, sizeof first);
    return file && std::memcmp(first, magic, sizeof magic) == 0;
}

} // namespace

landmark_model landmark_model::load(const std::string &path) {
    size_t bytes = 0;
    std::shared_ptr<const uint8_t> content = is_flat(path) ? map(path, bytes) : parse(path, bytes);
    landmark_model model;
    try {
        model.view(std::move(content), bytes);
    } catch (const std::invalid_argument &e) {
        refuse(path, e.what());
    }
    return model;
}

void landmark_model::save(const std::string &path) const {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char *>(content_.get()), static_cast<std::streamsize>(bytes_));
    file.close();
    if (!file)
        throw std::runtime_error(path + ": cannot be written");
}

// As dlib's deserialize(shape_predictor&), into the flat layout.
std::shared_ptr<const uint8_t> landmark_model::parse(const std::string &path, size_t &bytes) {
    std::ifstream file(path, std::ios::binary);
    int version = 0;
    shape initial;
    std::vector<std::vector<dlib::impl::regression_tree>> forests;
    std::vector<std::vector<unsigned long>> anchors;
    std::vector<std::vector<dlib::vector<float, 2>>> deltas;
    dlib::deserialize(version, file);
    if (version != 1)
        refuse(path, "its version is " + std::to_string(version));
    dlib::deserialize(initial, file);
    dlib::deserialize(forests, file);
    dlib::deserialize(anchors, file);
    dlib::deserialize(deltas, file);

    if (forests.empty() || forests[0].empty() || forests.size() != anchors.size() || anchors.size() != deltas.size())
        refuse(path, "its parts do not fit together");
    sizes of{};
    std::memcpy(of.magic, magic, sizeof magic);
    of.landmarks = static_cast<uint32_t>(initial.size() / 2);
    of.cascades = static_cast<uint32_t>(forests.size());
    of.trees = static_cast<uint32_t>(forests[0].size());
    of.splits = static_cast<uint32_t>(forests[0][0].splits.size());
    of.pixels = static_cast<uint32_t>(anchors[0].size());

    auto flat = std::make_shared<std::vector<uint8_t>>();
    append(*flat, &of, sizeof of);
    append(*flat, &initial(0), initial.size() * sizeof(float));
    for (const auto &cascade : anchors) {
        if (cascade.size() != of.pixels)
            refuse(path, "its cascades differ in size");
        for (const unsigned long anchor : cascade) {
            const auto as_written = static_cast<uint32_t>(anchor);
            append(*flat, &as_written, sizeof as_written);
        }
    }
    for (const auto &cascade : deltas) {
        if (cascade.size() != of.pixels)
            refuse(path, "its cascades differ in size");
        for (const auto &delta : cascade) {
            const float as_written[2] = {delta.x(), delta.y()};
            append(*flat, as_written, sizeof as_written);
        }
    }
    for (const auto &cascade : forests) {
        if (cascade.size() != of.trees)
            refuse(path, "its cascades differ in size");
        for (const auto &tree : cascade) {
            if (tree.splits.size() != of.splits)
                refuse(path, "its trees differ in size");
            for (const auto &node : tree.splits) {
                const split as_written{static_cast<uint32_t>(node.idx1), static_cast<uint32_t>(node.idx2), node.thresh};
                append(*flat, &as_written, sizeof as_written);
            }
        }
    }
    for (const auto &cascade : forests)
        for (const auto &tree : cascade) {
            if (tree.leaf_values.size() != of.splits + 1u)
                refuse(path, "its trees differ in size");
            for (const auto &leaf : tree.leaf_values) {
                if (leaf.size() != initial.size())
                    refuse(path, "its leaves differ in size");
                append(*flat, &leaf(0), leaf.size() * sizeof(float));
            }
        }
    bytes = flat->size();
    return {flat, flat->data()};
}

size_t landmark_model::size_of(const sizes &of) {
    const uint64_t trees = static_cast<uint64_t>(of.cascades) * of.trees;
    return sizeof of + 2 * sizeof(float) * of.landmarks +
           (sizeof(uint32_t) + 2 * sizeof(float)) * of.cascades * static_cast<uint64_t>(of.pixels) +
           trees * of.splits * sizeof(split) + trees * (of.splits + 1u) * 2 * sizeof(float) * of.landmarks;
}

void landmark_model::view(std::shared_ptr<const uint8_t> content, size_t bytes) {
    if (bytes < sizeof(sizes))
        throw std::invalid_argument("it is too short");
    const auto *of = reinterpret_cast<const sizes *>(content.get());
    if (of->landmarks != landmarks)
        throw std::invalid_argument("the model has " + std::to_string(of->landmarks) + " landmarks instead of 68");
    if (of->cascades > most || of->trees > most || of->splits > most || of->pixels > most || ((of->splits + 1) & of->splits) != 0)
        throw std::invalid_argument("its sizes make no sense");
    if (bytes != size_of(*of))
        throw std::invalid_argument("it has " + std::to_string(bytes) + " bytes instead of " + std::to_string(size_of(*of)));

    const uint8_t *at = content.get() + sizeof *of;
    const auto *initial = reinterpret_cast<const float *>(at);
    initial_.set_size(2 * landmarks);
    for (uint32_t i = 0; i < 2 * landmarks; i++)
        initial_(i) = initial[i];
    const auto *anchors = reinterpret_cast<const uint32_t *>(initial + 2 * landmarks);
    const size_t pixels = static_cast<size_t>(of->cascades) * of->pixels;
    const auto *deltas = reinterpret_cast<const float *>(anchors + pixels);
    anchors_.resize(of->cascades);
    deltas_.resize(of->cascades);
    for (size_t i = 0; i < pixels; i++) {
        if (anchors[i] >= landmarks)
            throw std::invalid_argument("a pixel hangs at landmark " + std::to_string(anchors[i]));
        anchors_[i / of->pixels].push_back(anchors[i]);
        deltas_[i / of->pixels].emplace_back(deltas[2 * i], deltas[2 * i + 1]);
    }
    splits_ = reinterpret_cast<const split *>(deltas + 2 * pixels);
    const size_t splits = static_cast<size_t>(of->cascades) * of->trees * of->splits;
    for (size_t i = 0; i < splits; i++)
        if (splits_[i].first >= of->pixels || splits_[i].second >= of->pixels)
            throw std::invalid_argument("a tree asks for a pixel that there is not");
    leaves_ = reinterpret_cast<const float *>(splits_ + splits);
    sizes_ = of;
    bytes_ = bytes;
    content_ = std::move(content);
}

} // namespace mien
