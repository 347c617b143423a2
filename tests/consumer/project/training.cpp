#include "data.hpp"

using namespace nnlite;

Model<float> train(const DigitsData& data) {
    Model<float> model(make_network());
    model.compile({.loss = CrossEntropy{.label_smoothing = 0.05},
                   .optimizer = AdamWOptions{.learning_rate = 3e-3},
                   .metrics = {accuracy_metric(), top_k_accuracy_metric(3)},
                   .clip_norm = 5});
    EarlyStopping<float> stop({.monitor = "val_loss", .patience = 3});
    model.fit(
        data.train,
        {.epochs = 6, .validation_split = 0.1, .callbacks = {&stop}, .verbose = Verbose::silent});
    return model;
}
