/** Plotly with the scatter trace alone; always loaded on demand. */
import Plotly from "plotly.js/lib/core";

export default Plotly;
