// Filters a picture with a blur and with Sobel's kernel for vertical edges, as a convolution
// (kernel rotated) and as a cross-correlation (which a Conv2d computes), and prints them as text.
//
//   image_kernels [--data <folder with mnist/>] [--picture 0]
//   image_kernels --image cat.jpg --out pictures
//
// Data: a picture file (PNG, JPEG, PGM), converted to gray; otherwise a test picture of MNIST if
// there is a folder, else an embedded digit of 8x8 pixels. Expected: the two Sobel pictures differ
// only in sign, because the rotated kernel is minus the kernel.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

namespace {

Tensor<> picture(const example::Flags& flags, std::size_t index) {
    const bool mnist = !flags.smoke && data_folder(flags.data);
    const ImageData data = mnist ? example::mnist(flags, MnistPart::test) : load_digits();
    if (index >= data.labels.size()) {
        fail<ValueError>("--picture: expected a number below ", data.labels.size(), ", got ",
                         index);
    }
    std::printf("picture %zu of %s, a %d\n", index, mnist ? "MNIST's test set" : "the digits",
                int(data.labels(index)));
    return xt::cast<float>(xt::view(data.images, index));
}

// Two characters per pixel, darker for larger magnitudes; below 0 the first is a minus. Empty for a
// picture that is wider than a terminal.
void show(const char* title, const Tensor<>& pixels) {
    if (pixels.shape(1) > 60) { return; }
    const float largest = xt::amax(xt::abs(pixels))();
    std::printf("\n%s, from %g to %g\n", title, double(xt::amin(pixels)()),
                double(xt::amax(pixels)()));
    for (std::size_t row = 0; row < pixels.shape(0); ++row) {
        for (std::size_t column = 0; column < pixels.shape(1); ++column) {
            const float share = pixels(row, column) / (largest > 0 ? largest : 1.0F);
            const char shade = " .,:;o*#%@"[std::lround(9 * std::abs(share))];
            std::printf("%c%c", share < 0 && shade != ' ' ? '-' : shade, shade);
        }
        std::puts("");
    }
}

viz::Picture beside_original(const Tensor<>& image, const std::string& title,
                             const Tensor<>& filtered) {
    const Tensor<> both = xt::stack(xt::xtuple(image, filtered));
    return viz::image_grid(both, {.scale = std::max<std::size_t>(1, 224 / image.shape(0)),
                                  .padding = 6,
                                  .per_tile = true,
                                  .titles = {"Original", title},
                                  .text_scale = 2});
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("Blurs a picture and finds its edges", {});
    std::size_t index = 0;
    std::string file;
    program.flag("--picture", index, "number of the digit")
        .flag("--image", file, "picture file, PNG, JPEG or PGM, instead of a digit");
    return program.run(argc, argv, [&] {
        const Tensor<> image = file.empty() ? picture(program.flags, index)
                                            : Tensor<>(xt::cast<float>(example::read_gray(file)));
        const Tensor<> blur = full_tensor<float>({3, 3}, 1.0F / 9);
        const Tensor<> sobel{{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
        const Tensor<> blurred = convolve2d(image, blur, ConvolveMode::same);
        const Tensor<> edges = convolve2d(image, sobel, ConvolveMode::same);
        show("original", image);
        show("blur", blurred);
        show("Sobel, convolution", edges);
        show("Sobel, cross-correlation", correlate2d(image, sobel, ConvolveMode::same));
        if (example::PictureFolder out(program.flags); out) {
            out.write("blur.png", beside_original(image, "Blur", blurred));
            out.write("edges.png", beside_original(image, "Edges", edges));
        }
    });
}
