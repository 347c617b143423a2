#pragma once

// The only place that defines the version; CMakeLists.txt reads it.
#define NNLITE_VERSION_MAJOR 0
#define NNLITE_VERSION_MINOR 2
#define NNLITE_VERSION_PATCH 0
