#include "nnlite/ops/convolve2d.hpp"

#include <cmath>

#include "compare_step.hpp"
#include "reference/convolve2d.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/reference_tensor.hpp"

using namespace nnlite;

namespace {

Tensor<double> cosines(const Shape& shape) {
    auto result = empty_tensor<double>(shape);
    for (std::size_t i = 0; i < result.size(); ++i) {
        result.data()[i] = std::cos(double(i) * 0.3);
    }
    return result;
}

const Tensor<double> image = sines({5, 6}, 0.7);
const Tensor<double> blur = full_tensor({3, 3}, 1.0 / 9);
const Tensor<double> sobel = make_tensor<double>({3, 3}, {-1, 0, 1, -2, 0, 2, -1, 0, 1});
const Tensor<double> even = cosines({2, 4});
const Tensor<double> large = cosines({6, 7});

void require_near(const Tensor<double>& got, const Shape& shape,
                  const std::vector<double>& wanted) {
    REQUIRE(text_of(got.shape()) == text_of(shape));
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        REQUIRE(got.data()[i] == Approx(wanted[i]).margin(1e-13));
    }
}

}  // namespace

TEST_CASE("convolve2d and correlate2d are SciPy's") {
    using enum ConvolveMode;
    using namespace reference;
    require_near(convolve2d(image, blur), {7, 8}, blur_convolve2d_full);
    require_near(convolve2d(image, blur, same), {5, 6}, blur_convolve2d_same);
    require_near(convolve2d(image, blur, valid), {3, 4}, blur_convolve2d_valid);
    require_near(correlate2d(image, blur), {7, 8}, blur_correlate2d_full);
    require_near(correlate2d(image, blur, same), {5, 6}, blur_correlate2d_same);
    require_near(correlate2d(image, blur, valid), {3, 4}, blur_correlate2d_valid);
    require_near(convolve2d(image, sobel, full), {7, 8}, sobel_convolve2d_full);
    require_near(convolve2d(image, sobel, same), {5, 6}, sobel_convolve2d_same);
    require_near(convolve2d(image, sobel, valid), {3, 4}, sobel_convolve2d_valid);
    require_near(correlate2d(image, sobel, full), {7, 8}, sobel_correlate2d_full);
    require_near(correlate2d(image, sobel, same), {5, 6}, sobel_correlate2d_same);
    require_near(correlate2d(image, sobel, valid), {3, 4}, sobel_correlate2d_valid);
    require_near(convolve2d(image, even, full), {6, 9}, even_convolve2d_full);
    require_near(convolve2d(image, even, same), {5, 6}, even_convolve2d_same);
    require_near(convolve2d(image, even, valid), {4, 3}, even_convolve2d_valid);
    require_near(correlate2d(image, even, full), {6, 9}, even_correlate2d_full);
    require_near(correlate2d(image, even, same), {5, 6}, even_correlate2d_same);
    require_near(correlate2d(image, even, valid), {4, 3}, even_correlate2d_valid);
    require_near(convolve2d(image, large, full), {10, 12}, large_convolve2d_full);
    require_near(convolve2d(image, large, same), {5, 6}, large_convolve2d_same);
    require_near(correlate2d(image, large, full), {10, 12}, large_correlate2d_full);
    require_near(correlate2d(image, large, same), {5, 6}, large_correlate2d_same);
}

TEST_CASE("convolve2d: laws") {
    const auto same = ConvolveMode::same;
    const Tensor<double> turned = make_tensor<double>({3, 3}, {1, 0, -1, 2, 0, -2, 1, 0, -1});
    REQUIRE((convolve2d(image, sobel, same) == correlate2d(image, turned, same)));
    REQUIRE((convolve2d(image, sobel, same) == -correlate2d(image, sobel, same)));
    const Tensor<double> there = convolve2d(image, even), back = convolve2d(even, image);
    require_near(there, {6, 9}, {back.begin(), back.end()});
    const Tensor<float> in_float = convolve2d<float>(Tensor<float>(image), Tensor<float>(blur));
    for (std::size_t i = 0; i < in_float.size(); ++i) {
        REQUIRE(in_float.data()[i] == Approx(reference::blur_convolve2d_full[i]).margin(1e-6));
    }
}

TEST_CASE("convolve2d: errors") {
    const auto valid = ConvolveMode::valid;
    REQUIRE_ERROR(convolve2d(empty_tensor<double>({1, 2, 3}), blur), ShapeError,
                  "convolve2d: expected an image [height, width], got [1, 2, 3]");
    REQUIRE_ERROR(convolve2d(empty_tensor<double>({0, 3}), blur), ShapeError,
                  "convolve2d: expected an image [height, width], got [0, 3]");
    REQUIRE_ERROR(correlate2d(image, make_tensor<double>({3}, {1, 2, 1})), ShapeError,
                  "correlate2d: expected a kernel [height, width], got [3]");
    REQUIRE_ERROR(correlate2d(image, empty_tensor<double>({3, 0})), ShapeError,
                  "correlate2d: expected a kernel [height, width], got [3, 0]");
    REQUIRE_ERROR(convolve2d(image, large, valid), ShapeError,
                  "convolve2d: expected a kernel of at most [5, 6], got [6, 7]");
}

TEST_CASE("convolve2d: one pixel") {
    const Tensor<double> pixel = make_tensor<double>({1, 1}, {2});
    REQUIRE((convolve2d(pixel, sobel) == 2 * sobel));
    REQUIRE((convolve2d(image, pixel, ConvolveMode::valid) == 2 * image));
    REQUIRE(convolve2d(pixel, sobel, ConvolveMode::same)(0, 0) == 0);
}
