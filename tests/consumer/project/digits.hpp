#pragma once

#include <nnlite/fwd.hpp>
#include <string>

// What the files of this project offer each other.
struct DigitsData;

DigitsData load_data();
nnlite::Sequential<float> make_network();
nnlite::Model<float> train(const DigitsData& data);
void draw(const nnlite::Model<float>& model, const DigitsData& data, const std::string& folder);
