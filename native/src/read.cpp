#include "photo.h"

#include <cstring>
#include <lcms2.h>
#include <mutex>

namespace {

using mien::check;
using mien::image_ptr;

// Only these readers: others would hand unknown files to large libraries that nobody asked for.
constexpr const char *readers[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
                                   "VipsForeignLoadTiff", "VipsForeignLoadHeif"};

image_ptr open(const void *bytes, size_t length) {
    vips_error_clear();
    const char *found = vips_foreign_find_load_buffer(bytes, length);
    bool known = false;
    for (const char *reader : readers)
        known = known || (found != nullptr && std::strncmp(found, reader, std::strlen(reader)) == 0);
    if (!known)
        throw mien::foreign_file("not a JPEG, PNG, WebP, TIFF or HEIC picture");
    VipsImage *image = vips_image_new_from_buffer(bytes, length, "", "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                                  VIPS_FAIL_ON_ERROR, nullptr);
    check(image == nullptr);
    return image_ptr(image);
}

// One step of libvips: the result takes the place of the input.
template <typename Step> void apply(image_ptr &image, Step step) {
    VipsImage *out = nullptr;
    check(step(image.get(), &out));
    image.reset(out);
}

bool is_rgb(const VipsImage *image) {
    VipsInterpretation kind = vips_image_guess_interpretation(image);
    return image->Bands >= 3 && (kind == VIPS_INTERPRETATION_sRGB || kind == VIPS_INTERPRETATION_RGB16 ||
                                 kind == VIPS_INTERPRETATION_RGB);
}

struct profile {
    cmsHPROFILE handle;
    explicit profile(cmsHPROFILE h) : handle(h) {}
    profile(const profile &) = delete;
    ~profile() {
        if (handle != nullptr)
            cmsCloseProfile(handle);
    }
};

struct transform {
    cmsHTRANSFORM handle;
    transform(const profile &from, const profile &to)
        : handle(cmsCreateTransform(from.handle, TYPE_RGB_8, to.handle, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC,
                                    cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE)) {
        if (handle == nullptr)
            throw std::runtime_error("the colour profile of the picture cannot be used");
    }
    transform(const transform &) = delete;
    ~transform() { cmsDeleteTransform(handle); }
    void run(const uint8_t *in, uint8_t *out, size_t pixels) const {
        constexpr size_t most = 1 << 24; // the library counts in 32 bits
        for (size_t at = 0; at < pixels; at += most)
            cmsDoTransform(handle, in + 3 * at, out + 3 * at,
                           static_cast<cmsUInt32Number>(pixels - at < most ? pixels - at : most));
    }
};

// The embedded profile if it is one of an RGB device, else empty.
std::vector<uint8_t> rgb_profile(const VipsImage *image) {
    const void *data = nullptr;
    size_t length = 0;
    if (!is_rgb(image) || vips_image_get_typeof(image, VIPS_META_ICC_NAME) == 0 ||
        vips_image_get_blob(image, VIPS_META_ICC_NAME, &data, &length) != 0)
        return {};
    profile embedded(cmsOpenProfileFromMem(data, static_cast<cmsUInt32Number>(length)));
    if (embedded.handle == nullptr || cmsGetColorSpace(embedded.handle) != cmsSigRgbData)
        return {};
    const auto *bytes = static_cast<const uint8_t *>(data);
    return {bytes, bytes + length};
}

profile opened(const std::vector<uint8_t> &icc) {
    return profile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
}

// Whether a grid over all colours stays within one level of itself: then converting would only add rounding.
bool is_srgb_in_all_but_name(const std::vector<uint8_t> &icc) {
    std::vector<uint8_t> grid, converted;
    for (int r = 0; r < 256; r += 15)
        for (int g = 0; g < 256; g += 15)
            for (int b = 0; b < 256; b += 15)
                for (int c : {r, g, b})
                    grid.push_back(static_cast<uint8_t>(c));
    converted.resize(grid.size());
    profile srgb(cmsCreate_sRGBProfile()), own(opened(icc));
    transform(own, srgb).run(grid.data(), converted.data(), grid.size() / 3);
    for (size_t i = 0; i < grid.size(); i++)
        if (std::abs(grid[i] - converted[i]) > 1)
            return false;
    return true;
}

bool describes_the_photo(const char *field) {
    return std::strcmp(field, VIPS_META_EXIF_NAME) == 0 || std::strcmp(field, VIPS_META_IPTC_NAME) == 0 ||
           std::strcmp(field, VIPS_META_XMP_NAME) == 0;
}

bool lies_on_its_side(const VipsImage *image) {
    int orientation = vips_image_get_orientation(const_cast<VipsImage *>(image));
    return orientation >= 5 && orientation <= 8;
}

} // namespace

void mien::start() {
    static std::once_flag once;
    std::call_once(once, [] {
        g_log_set_default_handler([](const char *, GLogLevelFlags, const char *, void *) {}, nullptr);
        if (VIPS_INIT("mien") != 0)
            throw std::runtime_error("libvips does not start");
        vips_cache_set_max(0); // a file that changed must be read anew
        vips_block_untrusted_set(TRUE);
        cmsSetLogErrorHandler([](cmsContext, cmsUInt32Number, const char *) {});
    });
}

void mien::check(int failed) {
    if (failed == 0)
        return;
    std::string said = vips_error_buffer();
    vips_error_clear();
    if (size_t end = said.find('\n'); end != std::string::npos)
        said.resize(end);
    throw std::runtime_error(said.empty() ? "unknown failure of libvips" : said);
}

int32_t mien_photo_open(const void *bytes, size_t length, mien_photo_info *info, mien_photo **photo) {
    return mien::guarded([&] {
        mien::start();
        auto opened_photo = std::make_unique<mien_photo>();
        opened_photo->pixels = open(bytes, length);
        VipsImage *file = opened_photo->pixels.get();
        opened_photo->icc = rgb_profile(file);

        // The metadata outlive the file: a picture of one pixel carries them.
        VipsImage *one = nullptr;
        check(vips_black(&one, 1, 1, nullptr));
        opened_photo->header.reset(one);
        apply(opened_photo->header, [](VipsImage *in, VipsImage **out) { return vips_copy(in, out, nullptr); });
        vips_image_map(
            file,
            [](VipsImage *, const char *field, GValue *value, void *to) -> void * {
                if (describes_the_photo(field))
                    vips_image_set(static_cast<VipsImage *>(to), field, value);
                return nullptr;
            },
            opened_photo->header.get());
        opened_photo->header->Xres = file->Xres;
        opened_photo->header->Yres = file->Yres;

        bool turned = lies_on_its_side(file);
        info->width = turned ? file->Ysize : file->Xsize;
        info->height = turned ? file->Xsize : file->Ysize;
        info->has_profile = opened_photo->icc.empty() ? 0 : 1;
        info->own_colours = info->has_profile && !is_srgb_in_all_but_name(opened_photo->icc) ? 1 : 0;
        *photo = opened_photo.release();
    });
}

int32_t mien_photo_decode(mien_photo *photo, const uint8_t *background, uint8_t *srgb, uint8_t *own) {
    return mien::guarded([&] {
        vips_error_clear();
        image_ptr image = std::move(photo->pixels);
        if (image == nullptr)
            throw std::logic_error("the pixels were taken before");
        // Decoded whole first: turning needs any line at any time.
        apply(image, [](VipsImage *in, VipsImage **out) { return (*out = vips_image_copy_memory(in)) == nullptr; });
        apply(image, [](VipsImage *in, VipsImage **out) { return vips_autorot(in, out, nullptr); });
        if (vips_image_hasalpha(image.get())) {
            bool deep = image->BandFmt == VIPS_FORMAT_USHORT;
            double scale = deep ? 257 : 1;
            double colour[3] = {background[0] * scale, background[1] * scale, background[2] * scale};
            int bands = image->Bands - 1;
            double grey = (colour[0] + colour[1] + colour[2]) / 3;
            std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble *)> over(
                bands == 3 ? vips_array_double_new(colour, 3) : vips_array_double_newv(1, grey),
                [](VipsArrayDouble *a) { vips_area_unref(VIPS_AREA(a)); });
            apply(image, [&](VipsImage *in, VipsImage **out) {
                return vips_flatten(in, out, "background", over.get(), "max_alpha", deep ? 65535.0 : 255.0, nullptr);
            });
        }

        bool rgb = is_rgb(image.get());
        bool has_profile = vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0;
        if (image->Type == VIPS_INTERPRETATION_CMYK || (!rgb && has_profile))
            apply(image, [](VipsImage *in, VipsImage **out) {
                return vips_icc_transform(in, out, "srgb", "embedded", TRUE, "input_profile", "cmyk", "intent",
                                          VIPS_INTENT_RELATIVE, "depth", 8, nullptr);
            });
        else if (vips_image_guess_interpretation(image.get()) != VIPS_INTERPRETATION_sRGB)
            apply(image, [](VipsImage *in, VipsImage **out) {
                return vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, nullptr);
            });
        if (image->BandFmt != VIPS_FORMAT_UCHAR)
            apply(image, [](VipsImage *in, VipsImage **out) { return vips_cast_uchar(in, out, nullptr); });
        if (image->Bands != 3)
            throw std::runtime_error("the picture has " + std::to_string(image->Bands) + " channels");

        uint8_t *target = own != nullptr ? own : srgb;
        size_t pixels = static_cast<size_t>(image->Xsize) * image->Ysize;
        check(vips_image_wio_input(image.get()));
        std::memcpy(target, VIPS_IMAGE_ADDR(image.get(), 0, 0), pixels * 3);
        if (own != nullptr) {
            profile srgb_profile(cmsCreate_sRGBProfile()), own_profile(opened(photo->icc));
            transform(own_profile, srgb_profile).run(own, srgb, pixels);
        }
    });
}

int32_t mien_photo_xmp(const mien_photo *photo, mien_blob *xmp) {
    return mien::guarded([&] {
        *xmp = {nullptr, 0};
        if (vips_image_get_typeof(photo->header.get(), VIPS_META_XMP_NAME) != 0)
            check(vips_image_get_blob(photo->header.get(), VIPS_META_XMP_NAME, &xmp->data, &xmp->length));
    });
}

int32_t mien_photo_to_own(const mien_photo *photo, const uint8_t *srgb, uint8_t *own, size_t pixels) {
    return mien::guarded([&] {
        profile srgb_profile(cmsCreate_sRGBProfile()), own_profile(opened(photo->icc));
        transform(srgb_profile, own_profile).run(srgb, own, pixels);
    });
}

void mien_photo_close(mien_photo *photo) { delete photo; }
