#include "nnlite/data/mat_check.hpp"

#include <algorithm>

#include "reference/mat.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using nnlite::FileError;
using nnlite::text_of;
using nnlite::detail::checked_mat_size;

namespace {

void require_error(const Bytes& bytes, const std::string& message) {
    const TemporaryFile file("file.mat", bytes);
    REQUIRE_ERROR(checked_mat_size("place: ", file.path()), FileError, "place: " + message);
}

}  // namespace

TEST_CASE("checked_mat_size: whole files") {
    for (const Bytes& bytes :
         {reference::mat_numbers, reference::mat_numbers_compressed, reference::mat_narrow,
          reference::mat_narrow_big_endian, prefix(reference::mat_narrow, 128)}) {
        REQUIRE(checked_mat_size("", TemporaryFile("file.mat", bytes).path()) == bytes.size());
    }
}

TEST_CASE("checked_mat_size: files of another kind") {
    REQUIRE_ERROR(checked_mat_size("place: ", "/no/such/file"), FileError,
                  "place: cannot be opened (No such file or directory)");
    const std::string other =
        "is not a MAT file of version 4 or 5, which MATLAB's -v4, -v6 and -v7 write";
    require_error({}, other);
    require_error(Bytes(500, 'a'), other);
    require_error(prefix(reference::mat_narrow, 127), other);
    REQUIRE_ERROR(checked_mat_size("place: ", TemporaryFile("folder").folder()), FileError,
                  "place: " + other);

    const std::string hdf5 = "is of version 7.3 (HDF5), which is not supported: save it with -v7";
    require_error(with_byte(reference::mat_narrow, 125, 2), hdf5);
    require_error(with_byte(reference::mat_narrow_big_endian, 124, 2), hdf5);
    Bytes plain_hdf5(500, 0);
    std::copy_n("\x89HDF\r\n\x1a\n", 8, plain_hdf5.begin());
    require_error(plain_hdf5, hdf5);
}

TEST_CASE("checked_mat_size: truncated files") {
    for (const Bytes& bytes : {reference::mat_narrow, reference::mat_narrow_big_endian}) {
        const std::string whole = text_of(bytes.size());
        for (const std::size_t size : {std::size_t{136}, bytes.size() - 1}) {
            require_error(prefix(bytes, size),
                          text_of("is truncated: expected ", whole, " bytes or more, got ", size));
        }
        require_error(prefix(bytes, 132), "is truncated: expected 136 bytes or more, got 132");
    }
    // Truncated files are detected, except if whole variables are missing.
    const Bytes& bytes = reference::mat_numbers_compressed;
    std::size_t whole = 0;
    for (std::size_t size = 128; size < bytes.size(); ++size) {
        const TemporaryFile file("file.mat", prefix(bytes, size));
        try {
            whole += checked_mat_size("", file.path()) == size ? 1 : 0;
        } catch (const FileError&) {}
    }
    REQUIRE(whole == 15);  // 0 to 14 of 15 variables
}

TEST_CASE("checked_mat_size: damaged files") {
    require_error(with_byte(reference::mat_narrow, 128, 99),
                  "is damaged: expected a variable at byte 128, got type 99");
    Bytes longer = reference::mat_narrow;
    longer.push_back(14);
    require_error(longer, text_of("is truncated: expected ", longer.size() + 7,
                                  " bytes or more, got ", longer.size()));
    const Bytes& compressed = reference::mat_numbers_compressed;
    REQUIRE(compressed[132] < 100);  // the first variable's size
    const std::size_t end = 136U + compressed[132];
    for (std::size_t i = end - 4; i < end; ++i) {  // its checksum
        require_error(with_byte(compressed, i, compressed[i] ^ 1U),
                      "is damaged: the compressed variable at byte 128 cannot be unpacked");
    }
}
