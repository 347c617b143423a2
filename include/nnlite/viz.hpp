#pragma once

// Pictures of images, feature maps, curves, confusion matrices and networks; reports of a training
// run.

#include "nnlite/viz/color_map.hpp"
#include "nnlite/viz/confusion_picture.hpp"
#include "nnlite/viz/diagram.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/hconcat.hpp"
#include "nnlite/viz/heat_map.hpp"
#include "nnlite/viz/heat_map_frame.hpp"
#include "nnlite/viz/history_chart.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/image_grid.hpp"
#include "nnlite/viz/line_chart.hpp"
#include "nnlite/viz/overlay.hpp"
#include "nnlite/viz/prediction_captions.hpp"
#include "nnlite/viz/program.hpp"
#include "nnlite/viz/recurrent_figures.hpp"
#include "nnlite/viz/report.hpp"
#include "nnlite/viz/report_page.hpp"
#include "nnlite/viz/topology.hpp"
#include "nnlite/viz/value_range.hpp"
