#include "platform/picture/png.hpp"

#include "base/error.hpp"

#include <cairo.h>
#include <cmath>
#include <librsvg/rsvg.h>
#include <memory>

namespace lem::picture {
namespace {

struct Release {
    void operator()(RsvgHandle* handle) const { g_object_unref(handle); }
    void operator()(GError* error) const { g_error_free(error); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* drawing) const { cairo_destroy(drawing); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

Error failed(GError* error) {
    const Owned<GError> owned(error);
    return Error(ErrorCode::internal, "The picture could not be drawn.")
        .because(owned ? owned->message : "librsvg gives no reason");
}

cairo_status_t append(void* out, const unsigned char* bytes, unsigned size) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

}  // namespace

std::string png_of_svg(std::string_view svg) {
    GError* error = nullptr;
    const Owned<RsvgHandle> handle(
        rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
    if (!handle) throw failed(error);
    double width = 0, height = 0;
    const auto allowed = [](double side) { return side >= 1 && side <= side_max; };
    if (!rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height) ||
        !allowed(width) || !allowed(height))
        throw failed(nullptr);
    const Owned<cairo_surface_t> surface(
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::ceil(width)),
                                   static_cast<int>(std::ceil(height))));
    const Owned<cairo_t> drawing(cairo_create(surface.get()));
    const RsvgRectangle all{0, 0, width, height};
    if (!rsvg_handle_render_document(handle.get(), drawing.get(), &all, &error))
        throw failed(error);
    std::string png;
    if (cairo_surface_write_to_png_stream(surface.get(), append, &png) != CAIRO_STATUS_SUCCESS)
        throw failed(nullptr);
    return png;
}

}  // namespace lem::picture

// The libraries below are not built with the sanitizers.
#if defined(__has_feature) && __has_feature(address_sanitizer)
/// fontconfig's patterns point to their elements by an offset from themselves, so memory that is
/// in use until the process ends looks lost.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig.so";
}
#endif
#if defined(__has_feature) && __has_feature(thread_sanitizer)
/// Their locks are not seen, so what they guard looks like a race.
extern "C" const char* __tsan_default_suppressions() {
    return "called_from_lib:librsvg-2.so\n"
           "called_from_lib:libglib-2.0.so\n"
           "called_from_lib:libgobject-2.0.so\n"
           "called_from_lib:libgio-2.0.so\n"
           "called_from_lib:libfontconfig.so\n"
           "called_from_lib:libpango-1.0.so\n"
           "called_from_lib:libpangoft2-1.0.so\n"
           "called_from_lib:libpangocairo-1.0.so\n"
           "called_from_lib:libcairo.so\n"
           "called_from_lib:libfreetype.so\n"
           "called_from_lib:libharfbuzz.so\n"
           "called_from_lib:libpixman-1.so\n"
           "called_from_lib:libexpat.so\n"
           "called_from_lib:libxml2.so\n";
}
#endif
