// Pictures, in float and in double.

#include "nnlite/viz/color_map_impl.hpp"
#include "nnlite/viz/confusion_picture_impl.hpp"
#include "nnlite/viz/diagram_impl.hpp"
#include "nnlite/viz/dot_impl.hpp"
#include "nnlite/viz/font_impl.hpp"
#include "nnlite/viz/hconcat_impl.hpp"
#include "nnlite/viz/heat_map_frame_impl.hpp"
#include "nnlite/viz/heat_map_impl.hpp"
#include "nnlite/viz/history_chart_impl.hpp"
#include "nnlite/viz/image_impl.hpp"
#include "nnlite/viz/line_chart_impl.hpp"
#include "nnlite/viz/program_impl.hpp"
#include "nnlite/viz/recurrent_figures_impl.hpp"
#include "nnlite/viz/report_impl.hpp"
#include "nnlite/viz/report_page_impl.hpp"
#include "nnlite/viz/topology_impl.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

#define NNLITE_COMPILE(T)                                                                        \
    template std::string diagram_dot<T>(Sequential<T> & network, const DiagramOptions& options); \
    template std::vector<TopologyLayer> topology_of<T>(const Sequential<T>& network,             \
                                                       const Shape& input);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite::viz
