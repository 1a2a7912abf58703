/** Growth as a picture: one panel for each pair of axes, both logarithmic; ECharts draws it without a browser. */

const [WIDTH, PANEL_HEIGHT, MARGIN] = [900, 300, 60];
/** Of the first and the second line of a panel, each with its axis. */
const COLORS = ['#2f5fb3', '#b3452f'];
const SIDES = ['left', 'right'];

/** @returns the SVG, or undefined when ECharts is not installed (`npm ci --prefix bench`) */
export async function plotted(panels) {
  const echarts = await import('echarts').catch(() => undefined);
  if (echarts === undefined) return undefined;
  const size = { width: WIDTH, height: panels.length * PANEL_HEIGHT };
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: panels.map(({ title }, index) => ({
      text: title,
      left: 'center',
      top: index * PANEL_HEIGHT + 8,
      textStyle: { fontSize: 14 },
    })),
    grid: panels.map((_, index) => ({
      left: MARGIN + 20,
      right: MARGIN + 20,
      top: index * PANEL_HEIGHT + MARGIN,
      height: PANEL_HEIGHT - 2 * MARGIN,
    })),
    xAxis: panels.map(({ x }, gridIndex) => ({ type: 'log', gridIndex, name: x, nameLocation: 'middle', nameGap: 26 })),
    yAxis: panels.flatMap(({ series }, gridIndex) =>
      series.map(({ name, unit }, index) => ({
        type: 'log',
        gridIndex,
        name: `${name} (${unit})`,
        nameTextStyle: { color: COLORS[index], align: SIDES[index] },
        position: SIDES[index],
      })),
    ),
    series: panels.flatMap(({ series }, panel) =>
      series.map(({ name, points }, index) => ({
        type: 'line',
        name,
        color: COLORS[index],
        data: points,
        xAxisIndex: panel,
        yAxisIndex: panels.slice(0, panel).reduce((sum, above) => sum + above.series.length, 0) + index,
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
