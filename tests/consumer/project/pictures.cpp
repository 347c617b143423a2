#include <nnlite/viz.hpp>

#include "data.hpp"

using namespace nnlite;

void draw(const Model<float>& model, const DigitsData& data, const std::string& folder) {
    Model<float> own = model.clone();
    const Labels predicted = own.predict_classes(data.test);
    const Labels labels = take(data.digits.labels, data.rows.test);
    viz::write_png(folder + "/confusion.png",
                   viz::confusion_picture(confusion_matrix(predicted, labels, 10)));
    viz::write_png(folder + "/digits.png", viz::image_grid(take(data.digits.images, data.rows.test),
                                                           {.tiles_per_row = 20}));
}
