// A user's program that reads a picture.
#include <nnlite/image.hpp>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

int main() {
    nnlite::viz::write_png("consumer.png", nnlite::viz::Picture(2, 3, nnlite::viz::red));
    const auto picture = nnlite::read_image("consumer.png");
    return picture.shape() == nnlite::Shape{2, 3, 3} && picture(1, 2, 0) == 255 ? 0 : 1;
}
