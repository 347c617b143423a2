#include "nnlite/data/idx.hpp"

#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using nnlite::FileError;
using nnlite::read_idx;
using nnlite::Shape;

namespace {

// 2 x 3 bytes
const Bytes idx_bytes = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255};

}  // namespace

TEST_CASE("read_idx: known values") {
    const nnlite::Tensor<std::uint8_t> wanted = {{1, 2, 3}, {4, 5, 255}};
    REQUIRE((read_idx(idx_bytes, "memory") == wanted));
    REQUIRE((read_idx(TemporaryFile("plain", idx_bytes).path()) == wanted));
    REQUIRE((read_idx(TemporaryFile("packed.gz", gzip(idx_bytes)).path()) == wanted));
    // The content decides, not the name.
    REQUIRE((read_idx(TemporaryFile("packed", gzip(idx_bytes)).path()) == wanted));
}

TEST_CASE("read_idx: edges") {
    REQUIRE(read_idx(Bytes{0, 0, 8, 1, 0, 0, 0, 1, 7}, "m").shape() == Shape{1});
    REQUIRE(read_idx(Bytes{0, 0, 8, 1, 0, 0, 0, 0}, "m").shape() == Shape{0});
    const Bytes zeros(1 << 20, 0);
    Bytes big = {0, 0, 8, 1, 0, 16, 0, 0};
    big.insert(big.end(), zeros.begin(), zeros.end());
    const TemporaryFile file("zeros.gz", gzip(big));  // packed about a thousand times
    REQUIRE(read_idx(file.path()).size() == zeros.size());
}

TEST_CASE("read_idx: errors of content") {
    REQUIRE_ERROR(read_idx(Bytes{}, "m"), FileError,
                  "read_idx: m: expected a 4-byte magic number, got 0 bytes");
    REQUIRE_ERROR(read_idx(with_byte(idx_bytes, 0, 0x1f), "m"), FileError,
                  "read_idx: m: expected magic 0x00000803 (images), 0x00000801 (labels) or another "
                  "IDX ubyte one, got 0x1f000802");
    REQUIRE_ERROR(read_idx(with_byte(idx_bytes, 3, 0), "m"), FileError,
                  "read_idx: m: expected magic 0x00000803 (images), 0x00000801 (labels) or another "
                  "IDX ubyte one, got 0x00000800");
    REQUIRE_ERROR(read_idx(with_byte(idx_bytes, 2, 0x0d), "m"), FileError,
                  "read_idx: m: expected IDX elements of type 0x08 (ubyte), got 0x0d (float)");
    REQUIRE_ERROR(read_idx(prefix(idx_bytes, 10), "m"), FileError,
                  "read_idx: m: expected 2 extents after the magic number, got 1");
    REQUIRE_ERROR(read_idx(prefix(idx_bytes, 17), "m"), FileError,
                  "read_idx: m: expected 6 bytes of elements, got 5");
    Bytes longer = idx_bytes;
    longer.push_back(0);
    REQUIRE_ERROR(read_idx(longer, "m"), FileError,
                  "read_idx: m: expected the end after 6 bytes of elements, got more");
    REQUIRE_ERROR(
        read_idx(with_byte(with_byte(idx_bytes, 4, 0xff), 8, 0xff), "m"), FileError,
        "read_idx: m: expected fewer than 2^48 elements, got extents that multiply to more");
    // 2^32 - 2^8 elements are an error before memory is allocated.
    REQUIRE_ERROR(read_idx(Bytes{0, 0, 8, 1, 255, 255, 255, 0}, "m"), FileError,
                  "read_idx: m: expected 4294967040 bytes of elements, the file holds at most 8");
}

TEST_CASE("read_idx: errors of files") {
    REQUIRE_ERROR(read_idx("/no/such/file"), FileError,
                  "read_idx: /no/such/file: cannot be opened (No such file or directory)");
    const Bytes packed = gzip(idx_bytes);
    const TemporaryFile truncated("t.gz", prefix(packed, packed.size() - 10));
    REQUIRE_ERROR(read_idx(truncated.path()), FileError,
                  "read_idx: " + truncated.path() + ": the gzip data ends too early");
    const TemporaryFile checksum("c.gz", with_byte(packed, packed.size() - 8, 0));
    REQUIRE_ERROR(read_idx(checksum.path()), FileError,
                  "read_idx: " + checksum.path() + ": cannot be read (" + checksum.path() +
                      ": incorrect data check)");
    const TemporaryFile plain("t", prefix(idx_bytes, 17));
    REQUIRE_ERROR(read_idx(plain.path()), FileError,
                  "read_idx: " + plain.path() + ": expected 6 bytes of elements, got 5");
    REQUIRE_ERROR(read_idx(plain.folder()), FileError,
                  "read_idx: " + plain.folder() + ": cannot be read (Is a directory)");
}
