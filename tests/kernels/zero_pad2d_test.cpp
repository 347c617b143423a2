#include "nnlite/kernels/zero_pad2d.hpp"

#include <vector>

#include "support/catch.hpp"

using nnlite::kernels::ZeroPad2dShape;

namespace {

void check_zero_pad(const ZeroPad2dShape& s) {
    std::vector<float> x(s.batch * s.height * s.width * s.channels);
    std::vector<float> y(s.batch * s.out_height() * s.out_width() * s.channels, -9);
    std::vector<float> wanted(y.size()), dx(x.size(), -9);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = float(i + 1);
        const std::size_t c = i % s.channels, pixel = i / s.channels;
        const std::size_t n = pixel / s.width / s.height, row = pixel / s.width % s.height;
        const std::size_t to =
            ((n * s.out_height() + s.top + row) * s.out_width() + s.left + pixel % s.width) *
                s.channels +
            c;
        wanted[to] = x[i];
    }
    CAPTURE(s.height, s.width, s.channels, s.top, s.bottom, s.left, s.right);
    nnlite::kernels::zero_pad2d_forward(s, x.data(), y.data());
    REQUIRE(y == wanted);
    for (float& value : y) { value += value == 0 ? 7.0F : 0.0F; }  // the frame has no influence
    nnlite::kernels::zero_pad2d_backward(s, y.data(), dx.data());
    REQUIRE(dx == x);
}

}  // namespace

TEST_CASE("zero_pad2d: equals the definition") {
    check_zero_pad({2, 3, 5, 4, 1, 2, 3, 0});
    check_zero_pad({2, 3, 5, 1, 0, 0, 0, 0});
    check_zero_pad({1, 1, 1, 3, 0, 1, 1, 0});
    check_zero_pad({3, 70, 60, 5, 1, 1, 1, 1});  // divided over threads
    check_zero_pad({2, 0, 5, 4, 1, 1, 1, 1});
    check_zero_pad({2, 3, 0, 4, 1, 0, 0, 1});
    check_zero_pad({0, 3, 5, 4, 1, 1, 1, 1});
}
