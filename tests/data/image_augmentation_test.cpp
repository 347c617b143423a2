#include "nnlite/data/image_augmentation.hpp"

#include <cmath>
#include <limits>

#include "data/fixed_generator.hpp"
#include "reference/image_augmentation.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

// The reference's numbers instead of random ones: sin(0.7 k) for k = 0, 1, ...
class SineGenerator : public FixedGenerator {
   public:
    void uniform(double* values, std::size_t count, double, double) override {
        for (std::size_t i = 0; i < count; ++i) { values[i] = std::sin(0.7 * double(drawn++)); }
    }

   private:
    std::size_t drawn = 0;
};

template <class T>
Batch<T> images(const Shape& shape) {
    Batch<T> batch{empty_tensor<T>(shape), Labels::from_shape({shape[0]}), shape[0]};
    for (std::size_t i = 0; i < batch.inputs.size(); ++i) {
        batch.inputs.data()[i] = static_cast<T>(std::cos(double(i) * 0.9));
    }
    return batch;
}

Tensor<float> augmented(const ImageAugmentationOptions& options, std::uint64_t seed = 1,
                        Batch<float> batch = images<float>({50, 9, 8, 3})) {
    CounterGenerator generator(seed);
    ImageAugmentation augment(options);
    augment(batch, generator);
    return batch.inputs;
}

const ImageAugmentationOptions everything{.height_shift = 0.2,
                                          .width_shift = 0.1,
                                          .rotation = 30,
                                          .zoom = 0.3,
                                          .horizontal_flip = true,
                                          .vertical_flip = true,
                                          .elastic_alpha = 9,
                                          .fill = 0.5};

void require_reference(const ImageAugmentationOptions& options, const std::vector<double>& wanted) {
    Batch<double> batch = images<double>({3, 5, 6, 2});
    SineGenerator generator;
    ImageAugmentation augment(options);
    augment(batch, generator);
    REQUIRE(batch.inputs.shape() == Shape{3, 5, 6, 2});
    REQUIRE(wanted.size() == batch.inputs.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        REQUIRE(batch.inputs.data()[i] == Approx(wanted[i]).margin(1e-12));
    }
}

}  // namespace

TEST_CASE("ImageAugmentation is SciPy's affine map, bent by smoothed noise") {
    require_reference({.height_shift = 0.4, .width_shift = 0.3, .fill = 0.5}, reference::shifted);
    require_reference({.rotation = 90}, reference::turned);
    require_reference({.zoom = 0.6, .fill = 0.25}, reference::zoomed);
    require_reference({.horizontal_flip = true, .vertical_flip = true}, reference::flipped);
    ImageAugmentationOptions options = everything;
    options.elastic_alpha = 0;
    options.fill = -1;
    require_reference(options, reference::all_but_elastic);
    require_reference({.elastic_alpha = 20, .elastic_sigma = 1.5}, reference::elastic);
    require_reference(everything, reference::everything);
}

TEST_CASE("ImageAugmentation without amounts changes nothing, NaN included") {
    Batch<float> batch = images<float>({4, 5, 5, 1});
    batch.inputs(1, 2, 3, 0) = std::numeric_limits<float>::quiet_NaN();
    const Tensor<> before = batch.inputs;
    const Tensor<> after = augmented({}, 1, batch);
    for (std::size_t i = 0; i < before.size(); ++i) {
        REQUIRE((after.data()[i] == before.data()[i] || i == 38));
    }
    REQUIRE(std::isnan(after.data()[38]));
    REQUIRE((augmented({}) == images<float>({50, 9, 8, 3}).inputs));
}

TEST_CASE("ImageAugmentation flips some images, and twice is once too often") {
    const Tensor<> x = images<float>({50, 9, 8, 3}).inputs;
    const Tensor<> mirrored =
        xt::view(x, xt::all(), xt::all(), xt::range(7, xt::placeholders::_, -1));
    const ImageAugmentationOptions options{.horizontal_flip = true};
    const Tensor<> y = augmented(options);
    std::size_t flipped = 0;
    for (std::size_t i = 0; i < 50; ++i) {
        const bool other = xt::view(y, i) == xt::view(mirrored, i);
        REQUIRE((other || xt::view(y, i) == xt::view(x, i)));
        flipped += other ? 1 : 0;
    }
    REQUIRE(flipped > 10);
    REQUIRE(flipped < 40);
    REQUIRE((augmented(options, 1, {y, {}, 50}) == x));
}

TEST_CASE("ImageAugmentation: same seed, same bits, for any number of threads") {
    const int threads = num_threads();
    set_num_threads(1);
    const Tensor<> wanted = augmented(everything);
    REQUIRE((augmented(everything, 2) != wanted));
    for (const int count : {2, 3}) {
        set_num_threads(count);
        REQUIRE((augmented(everything) == wanted));
    }
    set_num_threads(threads);
}

TEST_CASE("ImageAugmentation moves the channels of an image alike, and an even image into itself") {
    Batch<float> batch = images<float>({6, 9, 8, 2});
    for (std::size_t i = 0; i < batch.inputs.size(); i += 2) {
        batch.inputs.data()[i + 1] = batch.inputs.data()[i];
    }
    const Tensor<> y = augmented(everything, 1, batch);
    for (std::size_t i = 0; i < y.size(); i += 2) { REQUIRE(y.data()[i] == y.data()[i + 1]); }
    batch.inputs.fill(0.5F);
    for (const float pixel : augmented(everything, 1, batch)) { REQUIRE(pixel == Approx(0.5F)); }
}

TEST_CASE("ImageAugmentation: NaN spreads to the pixels made of it only") {
    Batch<float> batch = images<float>({1, 9, 9, 1});
    batch.inputs(0, 4, 4, 0) = std::numeric_limits<float>::quiet_NaN();
    std::size_t count = 0;
    for (const float pixel : augmented({.rotation = 20}, 1, batch)) {
        count += std::isnan(pixel) ? 1 : 0;
    }
    REQUIRE(count >= 1);
    REQUIRE(count <= 9);
}

TEST_CASE("ImageAugmentation is a transform of a DataLoader") {
    const TensorDataset<> data(images<float>({10, 9, 8, 1}).inputs,
                               full_tensor<std::int32_t>({10}, 1));
    DataLoader<> loader(data, {.batch_size = 4, .shuffle = false}, 5);
    loader.set_transform(ImageAugmentation({.rotation = 45}));
    Tensor<> first;
    for (const Batch<>& batch : loader) {
        REQUIRE(batch.inputs.shape() == Shape{batch.size, 9, 8, 1});
        if (first.dimension() == 0) { first = batch.inputs; }
    }
    REQUIRE((loader.begin()->inputs != first));  // other angles in each epoch
}

TEST_CASE("ImageAugmentation: errors") {
    REQUIRE_ERROR(ImageAugmentation({.height_shift = -0.1}), ValueError,
                  "ImageAugmentation: expected height_shift >= 0, got -0.1");
    REQUIRE_ERROR(ImageAugmentation({.width_shift = std::numeric_limits<double>::infinity()}),
                  ValueError, "ImageAugmentation: expected a finite width_shift >= 0, got inf");
    REQUIRE_ERROR(ImageAugmentation({.rotation = std::nan("")}), ValueError,
                  "ImageAugmentation: expected rotation >= 0, got nan");
    REQUIRE_ERROR(ImageAugmentation({.elastic_alpha = -1}), ValueError,
                  "ImageAugmentation: expected elastic_alpha >= 0, got -1");
    REQUIRE_ERROR(ImageAugmentation({.zoom = 1}), ValueError,
                  "ImageAugmentation: expected zoom in [0, 1), got 1");
    REQUIRE_ERROR(ImageAugmentation({.elastic_sigma = 0}), ValueError,
                  "ImageAugmentation: expected elastic_sigma in (0, 1000], got 0");
    REQUIRE_ERROR(augmented({}, 1, images<float>({2, 28, 28})), ShapeError,
                  "ImageAugmentation: expected inputs [batch, height, width, channels], got [2, "
                  "28, 28]");
}

TEST_CASE("ImageAugmentation: one pixel, no images, amounts beyond the image") {
    REQUIRE(augmented({.elastic_alpha = 1e300}, 1, images<float>({2, 1, 1, 1})).size() == 2);
    REQUIRE((augmented({.rotation = 90, .horizontal_flip = true}, 1, images<float>({2, 1, 1, 1})) ==
             images<float>({2, 1, 1, 1}).inputs));
    REQUIRE(augmented(everything, 1, images<float>({0, 9, 8, 1})).shape() == Shape{0, 9, 8, 1});
    REQUIRE(augmented(everything, 1, images<float>({2, 0, 8, 1})).shape() == Shape{2, 0, 8, 1});
    const Tensor<> far = augmented({.height_shift = 1e6, .fill = 7});
    REQUIRE((far == full_tensor<float>({50, 9, 8, 3}, 7)));
}
