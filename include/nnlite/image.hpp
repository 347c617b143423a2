#pragma once

// Reads pictures from files; needs stb (nnlite::image).

#include "nnlite/data/image_file.hpp"
