#pragma once

#include <nnlite/nnlite.hpp>

#include "digits.hpp"

struct DigitsData {
    nnlite::ImageData digits;
    nnlite::Split rows;
    nnlite::TensorDataset<> train, test;
};
