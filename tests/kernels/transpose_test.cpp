#include "nnlite/kernels/transpose.hpp"

#include <vector>

#include "support/catch.hpp"

namespace {

template <class T>
void check_transpose(std::size_t rows, std::size_t columns) {
    const std::size_t from_stride = columns + 3, to_stride = rows + 2;
    std::vector<T> from(rows * from_stride + 1), to(columns * to_stride + 1, T(-1));
    for (std::size_t i = 0; i < from.size(); ++i) { from[i] = T(i); }
    nnlite::kernels::transpose(rows, columns, from.data(), from_stride, to.data(), to_stride);
    for (std::size_t j = 0; j < columns; ++j) {
        for (std::size_t i = 0; i < to_stride; ++i) {
            const T wanted = i < rows ? from[i * from_stride + j] : T(-1);
            if (to[j * to_stride + i] != wanted) {
                FAIL(rows << " x " << columns << ", at " << j << ", " << i);
            }
        }
    }
}

}  // namespace

TEST_CASE("transpose: every element at its position, no write out of bounds") {
    for (const std::size_t rows : {0, 1, 2, 7, 8, 15, 16, 17, 33, 1025}) {
        for (const std::size_t columns : {0, 1, 7, 8, 16, 31, 32, 48}) {
            check_transpose<float>(rows, columns);
            check_transpose<double>(rows, columns);
        }
    }
    SUCCEED();
}
