// Writes dlib's frontal detector as the numbers of a C++ array: flatten-detector TO. dlib keeps it compressed and in letters, and takes
// half a second to unpack it.
#include "dlib_alone.h"

#include <cstdio>
#include <dlib/image_processing/frontal_face_detector.h>
#include <sstream>
#include <string>

int main(int count, char **arguments) {
    std::FILE *to = count == 2 ? std::fopen(arguments[1], "w") : nullptr;
    if (to == nullptr) {
        std::fputs("usage: flatten-detector TO\n", stderr);
        return 2;
    }
    std::ostringstream flat;
    dlib::serialize(dlib::get_frontal_face_detector(), flat);
    size_t written = 0;
    for (const unsigned char byte : flat.str())
        std::fprintf(to, "%d,%s", byte, ++written % 32 == 0 ? "\n" : "");
    return std::fclose(to) == 0 ? 0 : 1;
}
