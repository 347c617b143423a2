#include "nnlite/data/resize.hpp"

#include <algorithm>

#include "reference/resize.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

template <class T>
Tensor<T> reference_images() {
    Tensor<T> images = empty_tensor<T>({2, 7, 5, 2});
    std::transform(reference::resize_images.begin(), reference::resize_images.end(), images.data(),
                   [](double x) { return static_cast<T>(x); });
    return images;
}

template <class T>
void require_resized(double margin) {
    for (const auto& [height, width, wanted] : reference::resizes) {
        const Tensor<T> result = resize_bicubic(reference_images<T>(), height, width);
        REQUIRE(result.shape() == Shape{2, height, width, 2});
        REQUIRE(result.size() == wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            REQUIRE(double(result.data()[i]) == Approx(wanted[i]).margin(margin));
        }
    }
}

}  // namespace

TEST_CASE("resize_bicubic: known values") {
    require_resized<double>(1e-14);
    require_resized<float>(1e-6);
    // Of two pixels one: their mean.
    REQUIRE((resize_bicubic(make_tensor<double>({1, 1, 2}, {3, 5}), 1, 1) ==
             make_tensor<double>({1, 1, 1}, {4})));
    REQUIRE((resize_bicubic(xt::xtensor<double, 3>{{{3, 5}}}, 1, 1) ==
             make_tensor<double>({1, 1, 1}, {4})));
}

TEST_CASE("resize_bicubic: laws") {
    const Tensor<double> images = reference_images<double>();
    REQUIRE((resize_bicubic(images, 7, 5) == images));
    // A constant stays one, whatever the size.
    for (const double x : resize_bicubic(full_tensor<double>({1, 28, 28}, 0.7), 20, 33)) {
        REQUIRE(x == Approx(0.7).margin(1e-14));
    }
    // Without channels as with one.
    const Tensor<double> flat = make_tensor<double>({1, 2, 3}, {1, 5, 2, 0, 7, 4});
    const Tensor<double> one = make_tensor<double>({1, 2, 3, 1}, {1, 5, 2, 0, 7, 4});
    const Tensor<double> a = resize_bicubic(flat, 4, 2), b = resize_bicubic(one, 4, 2);
    REQUIRE(a.shape() == Shape{1, 4, 2});
    REQUIRE(b.shape() == Shape{1, 4, 2, 1});
    REQUIRE(std::equal(a.begin(), a.end(), b.begin()));
}

TEST_CASE("resize_bicubic: errors") {
    REQUIRE_ERROR(resize_bicubic(empty_tensor<float>({28, 28}), 20, 20), ShapeError,
                  "resize_bicubic: expected images [n, rows, columns] or [n, rows, columns, "
                  "channels] with pixels, got [28, 28]");
    REQUIRE_ERROR(resize_bicubic(empty_tensor<float>({1, 0, 3}), 20, 20), ShapeError,
                  "resize_bicubic: expected images [n, rows, columns] or [n, rows, columns, "
                  "channels] with pixels, got [1, 0, 3]");
    REQUIRE_ERROR(resize_bicubic(empty_tensor<float>({1, 3, 3}), 20, 0), ValueError,
                  "resize_bicubic: expected a height and width from 1 on, got 20 and 0");
}

TEST_CASE("resize_bicubic: no images") {
    REQUIRE(resize_bicubic(empty_tensor<float>({0, 28, 28}), 20, 10).shape() == Shape{0, 20, 10});
}
