/** Plotly with the traces that the analysis draws; always loaded on demand. */
import box from "plotly.js/lib/box";
import Plotly from "plotly.js/lib/core";

Plotly.register([box]);

export default Plotly;
