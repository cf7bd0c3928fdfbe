#include "photo.h"

#include <cstdlib>
#include <libexif/exif-data.h>

namespace {

using mien::check;
using mien::image_ptr;

struct forget {
    void operator()(ExifData *data) const { exif_data_unref(data); }
    void operator()(uint8_t *bytes) const { std::free(bytes); }
};

void clear(ExifContent *content) {
    while (content->count > 0)
        exif_content_remove_entry(content, content->entries[0]);
}

// EXIF without what described the old pixels (turn, thumbnail), and without the position unless it is asked for.
void copy_exif(const VipsImage *from, VipsImage *to, bool keep_gps) {
    const void *blob = nullptr;
    size_t length = 0;
    if (vips_image_get_typeof(from, VIPS_META_EXIF_NAME) == 0)
        return;
    check(vips_image_get_blob(from, VIPS_META_EXIF_NAME, &blob, &length));
    std::unique_ptr<ExifData, forget> exif(
        exif_data_new_from_data(static_cast<const uint8_t *>(blob), static_cast<unsigned>(length)));
    if (exif == nullptr)
        throw std::bad_alloc();
    clear(exif->ifd[EXIF_IFD_1]);
    std::free(exif->data);
    exif->data = nullptr;
    exif->size = 0;
    if (!keep_gps)
        clear(exif->ifd[EXIF_IFD_GPS]);
    uint8_t *saved = nullptr;
    unsigned saved_length = 0;
    exif_data_save_data(exif.get(), &saved, &saved_length);
    std::unique_ptr<uint8_t, forget> owned(saved);
    if (saved != nullptr)
        vips_image_set_blob_copy(to, VIPS_META_EXIF_NAME, saved, saved_length);
    vips_image_set_int(to, VIPS_META_ORIENTATION, 1);
}

void copy_iptc(const VipsImage *from, VipsImage *to) {
    const void *blob = nullptr;
    size_t length = 0;
    if (vips_image_get_typeof(from, VIPS_META_IPTC_NAME) == 0)
        return;
    check(vips_image_get_blob(from, VIPS_META_IPTC_NAME, &blob, &length));
    vips_image_set_blob_copy(to, VIPS_META_IPTC_NAME, blob, length);
}

} // namespace

int32_t mien_encode(const mien_photo *origin, int32_t format, int32_t width, int32_t height, const uint8_t *pixels,
                    int32_t quality, int32_t with_profile, int32_t keep_gps, const mien_blob *xmp, void **buffer,
                    size_t *length) {
    return mien::guarded([&] {
        mien::start();
        vips_error_clear();
        image_ptr memory(vips_image_new_from_memory(pixels, static_cast<size_t>(width) * height * 3, width, height, 3,
                                                    VIPS_FORMAT_UCHAR));
        check(memory == nullptr);
        VipsImage *copy = nullptr;
        check(vips_copy(memory.get(), &copy, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr));
        image_ptr image(copy);
        if (origin != nullptr) {
            copy_exif(origin->header.get(), image.get(), keep_gps != 0);
            copy_iptc(origin->header.get(), image.get());
            if (with_profile)
                vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, origin->icc.data(), origin->icc.size());
            image->Xres = origin->header->Xres;
            image->Yres = origin->header->Yres;
        }
        if (xmp->length > 0)
            vips_image_set_blob_copy(image.get(), VIPS_META_XMP_NAME, xmp->data, xmp->length);

        int failed = 1;
        switch (format) {
        case MIEN_PNG:
            failed = vips_pngsave_buffer(image.get(), buffer, length, "compression", 6, "filter",
                                         VIPS_FOREIGN_PNG_FILTER_SUB, nullptr);
            break;
        case MIEN_JPEG:
            failed = vips_jpegsave_buffer(image.get(), buffer, length, "Q", quality, "optimize_coding", TRUE,
                                          "subsample_mode",
                                          quality >= 90 ? VIPS_FOREIGN_SUBSAMPLE_OFF : VIPS_FOREIGN_SUBSAMPLE_ON,
                                          nullptr);
            break;
        case MIEN_WEBP:
            failed = vips_webpsave_buffer(image.get(), buffer, length, "Q", quality, "lossless", quality == 100,
                                          "smart_subsample", TRUE, nullptr);
            break;
        default:
            throw std::invalid_argument("unknown format");
        }
        check(failed);
    });
}

void mien_free(void *memory) { g_free(memory); }
