#pragma once

#include <unistd.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/bytes.hpp"

// A file that is removed at the end of the test; its folder is removed too.
class TemporaryFile {
   public:
    TemporaryFile(const std::string& name, const Bytes& content) : TemporaryFile(name) {
        std::ofstream(path_, std::ios::binary)
            .write(reinterpret_cast<const char*>(content.data()),
                   static_cast<std::streamsize>(content.size()));
    }
    TemporaryFile(const std::string& name, const std::string& content)
        : TemporaryFile(name, Bytes(content.begin(), content.end())) {}
    explicit TemporaryFile(const std::string& name)
        : folder_(std::filesystem::temp_directory_path() /
                  ("nnlite_" + std::to_string(getpid()) + "_" + std::to_string(count++))),
          path_(folder_ / name) {
        std::filesystem::create_directories(path_.parent_path());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove_all(folder_); }

    std::string path() const { return path_.string(); }
    std::string folder() const { return folder_.string(); }

    // A further file in the same folder.
    void add(const std::string& name, const Bytes& content) const {
        std::ofstream(folder_ / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(content.data()),
                   static_cast<std::streamsize>(content.size()));
    }

   private:
    static inline int count = 0;
    std::filesystem::path folder_;
    std::filesystem::path path_;
};

inline Bytes gzip(const Bytes& content) {
    const TemporaryFile file("packed.gz");
    const gzFile out = gzopen(file.path().c_str(), "wb");
    gzwrite(out, content.data(), static_cast<unsigned>(content.size()));
    gzclose(out);
    return file_bytes(file.path());
}
