#include "data.hpp"

using namespace nnlite;

DigitsData load_data() {
    ImageData digits = load_digits();
    CounterGenerator generator(1);
    Split rows = train_test_split(digits.labels.size(), {.test_size = 0.2}, generator);
    const auto part = [&](const auto& of) {
        return TensorDataset<>(take(digits.images, of), take(digits.labels, of), {.divide_by = 16})
            .reshaped({8, 8, 1});
    };
    auto train = part(rows.train), test = part(rows.test);
    return {std::move(digits), std::move(rows), std::move(train), std::move(test)};
}
