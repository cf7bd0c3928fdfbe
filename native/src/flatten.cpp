// Writes a copy of dlib's landmark model that is mapped instead of parsed: flatten-landmarks FROM TO
#include "landmarks.h"

#include <cstdio>
#include <exception>
#include <string>

int main(int count, char **arguments) {
    if (count != 3) {
        std::fputs("usage: flatten-landmarks FROM TO\n", stderr);
        return 2;
    }
    try {
        const std::string to = arguments[2], unfinished = to + ".new";
        mien::landmark_model::load(arguments[1]).save(unfinished);
        return std::rename(unfinished.c_str(), to.c_str()) == 0 ? 0 : 1;
    } catch (const std::exception &e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}
