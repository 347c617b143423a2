#include "nnlite/kernels/upsample_nearest2d.hpp"

#include <vector>

#include "support/catch.hpp"

using nnlite::kernels::Upsample2dShape;

namespace {

template <class T>
void check_upsample(const Upsample2dShape& s) {
    const std::size_t out_height = s.height * s.scale_height, out_width = s.width * s.scale_width;
    std::vector<T> x(s.batch * s.height * s.width * s.channels);
    std::vector<T> y(s.batch * out_height * out_width * s.channels, T(-9)), wanted(y.size());
    std::vector<T> dx(x.size(), T(-9)), sums(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) { x[i] = T(i); }
    for (std::size_t i = 0; i < y.size(); ++i) {  // whole numbers: any order of a sum is exact
        const std::size_t c = i % s.channels, pixel = i / s.channels;
        const std::size_t n = pixel / out_width / out_height, row = pixel / out_width % out_height;
        const std::size_t from =
            ((n * s.height + row / s.scale_height) * s.width + pixel % out_width / s.scale_width) *
                s.channels +
            c;
        wanted[i] = x[from];
        sums[from] += T(i % 1000);
    }
    CAPTURE(s.height, s.width, s.channels, s.scale_height, s.scale_width);
    nnlite::kernels::upsample_nearest2d_forward(s, x.data(), y.data());
    REQUIRE(y == wanted);
    for (std::size_t i = 0; i < y.size(); ++i) { y[i] = T(i % 1000); }
    nnlite::kernels::upsample_nearest2d_backward(s, y.data(), dx.data());
    REQUIRE(dx == sums);
}

}  // namespace

TEST_CASE("upsample_nearest2d: equals the definition") {
    for (const std::size_t channels : {1, 3, 16, 37}) {
        check_upsample<float>({2, 3, 5, channels, 2, 2});
        check_upsample<double>({2, 3, 5, channels, 3, 1});
        check_upsample<float>({1, 4, 1, channels, 1, 4});
    }
    check_upsample<float>({3, 60, 70, 5, 2, 2});  // divided over threads
    check_upsample<float>({2, 2, 3, 4, 1, 1});
    check_upsample<float>({0, 2, 3, 4, 2, 2});
}
