#pragma once

#include <algorithm>
#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/grad_mode.hpp"
#include "nnlite/ops/conv2d.hpp"
#include "nnlite/ops/convolve2d.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Tensor<T> filter_image(std::string_view place, Tensor<T> image, Tensor<T> kernel, ConvolveMode mode,
                       bool convolve) {
    const Shape size = image.shape(), window = kernel.shape();
    if (size.size() != 2 || image.size() == 0) {
        fail<ShapeError>(place, ": expected an image [height, width], got ", size);
    }
    if (window.size() != 2 || kernel.size() == 0) {
        fail<ShapeError>(place, ": expected a kernel [height, width], got ", window);
    }
    if (mode == ConvolveMode::valid && (window[0] > size[0] || window[1] > size[1])) {
        fail<ShapeError>(place, ": expected a kernel of at most ", size, ", got ", window);
    }
    if (convolve) { std::reverse(kernel.begin(), kernel.end()); }
    const auto zeros = [&](std::size_t extent, bool before) {
        if (mode == ConvolveMode::full) { return extent - 1; }
        return mode == ConvolveMode::valid ? 0 : (before == convolve ? extent : extent - 1) / 2;
    };
    image.reshape({1, size[0], size[1], 1});
    kernel.reshape({window[0], window[1], 1, 1});
    const NoGrad no_grad;
    Tensor<T> y = conv2d(Variable<T>(std::move(image)), std::move(kernel),
                         {.padding = {zeros(window[0], true), zeros(window[0], false),
                                      zeros(window[1], true), zeros(window[1], false)},
                          .algorithm = Conv2dAlgorithm::direct})
                      .value();
    y.reshape({y.shape()[1], y.shape()[2]});
    return y;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
Tensor<T> convolve2d(const Tensor<T>& image, const std::type_identity_t<Tensor<T>>& kernel,
                     ConvolveMode mode) {
    return detail::filter_image<T>("convolve2d", image, kernel, mode, true);
}

template <std::floating_point T>
Tensor<T> correlate2d(const Tensor<T>& image, const std::type_identity_t<Tensor<T>>& kernel,
                      ConvolveMode mode) {
    return detail::filter_image<T>("correlate2d", image, kernel, mode, false);
}

}  // namespace nnlite
