/** Draws every <canvas data-chart> from the JSON beside it. The same numbers stand in a table for who cannot see it. */
import {
  ArcElement, BarController, BarElement, CategoryScale, Chart, DoughnutController, Filler, Legend, LinearScale, LineController,
  LineElement, PointElement, Tooltip, type ChartConfiguration, type ChartType,
} from 'chart.js';

Chart.register(ArcElement, BarController, BarElement, CategoryScale, DoughnutController, Filler, Legend, LinearScale, LineController,
  LineElement, PointElement, Tooltip);

interface Series { name: string; values: (number | null)[] }
interface Data { kind: 'line' | 'bar' | 'doughnut'; labels: string[]; series: Series[]; money: boolean; culture: string }

const drawn = new Map<HTMLCanvasElement, Chart<ChartType, (number | null)[], string>>();
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;

function draw(canvas: HTMLCanvasElement): void {
  const data = JSON.parse(canvas.dataset['chart'] ?? '') as Data;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const palette = ['--niaga-chart-1', '--niaga-chart-2', '--niaga-chart-3', '--niaga-chart-4', '--niaga-chart-5', '--niaga-chart-6'].map(colour);
  const pick = (i: number): string => palette[i % palette.length] ?? 'gray';
  const figures = new Intl.NumberFormat(data.culture, data.money ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : {});
  // RM1,234.50 as on every page; Intl puts a space after the sign.
  const exact = (n: number): string => data.money ? `${n < 0 ? '−' : ''}RM${figures.format(Math.abs(n))}` : figures.format(n);
  const short = new Intl.NumberFormat(data.culture, { notation: 'compact', maximumFractionDigits: 1 });
  const round = data.kind === 'doughnut';
  const grid = colour('--niaga-chart-grid');
  // What no option below names.
  Chart.defaults.font.family = style.fontFamily;
  Chart.defaults.font.size = 12;
  Chart.defaults.color = colour('--niaga-chart-text');

  const config: ChartConfiguration<ChartType, (number | null)[], string> = {
    type: data.kind,
    data: {
      labels: data.labels,
      datasets: data.series.map((s, i) => ({
        label: s.name,
        data: s.values,
        borderColor: round ? colour('--niaga-surface') : pick(i),
        backgroundColor: round ? s.values.map((_, j) => pick(j)) : data.kind === 'line' && i === 0 ? pick(i) + '1f' : pick(i),
        borderWidth: data.kind === 'bar' ? 0 : 2,
        borderRadius: data.kind === 'bar' ? 4 : 0,
        maxBarThickness: 40,
        fill: data.kind === 'line' && i === 0,
        tension: 0.3,
        pointRadius: 0,
        pointHitRadius: 16,
      })),
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: still ? false : { duration: 120 },
      interaction: { mode: round ? 'nearest' : 'index', intersect: round },
      scales: round ? {} : {
        x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 16 }, border: { color: grid } },
        y: {
          beginAtZero: true, border: { display: false }, grid: { color: grid },
          ticks: { maxTicksLimit: 5, callback: v => (data.money ? 'RM' : '') + short.format(Number(v)) },
        },
      },
      plugins: {
        legend: { display: round || data.series.length > 1, position: 'bottom', labels: { boxWidth: 10, boxHeight: 10 } },
        tooltip: {
          backgroundColor: colour('--niaga-raised'), borderColor: colour('--niaga-line'), borderWidth: 1, cornerRadius: 8,
          padding: 10, boxPadding: 4, caretSize: 0, displayColors: round || data.series.length > 1,
          titleColor: colour('--niaga-chart-text'), titleFont: { weight: 'normal' }, bodyColor: style.color,
          bodyFont: { size: 13, weight: 600 },
          callbacks: { label: item => ` ${(round ? item.label : item.dataset.label) ?? ''}: ${exact(Number(item.raw))}` },
        },
      },
    },
  };
  drawn.get(canvas)?.destroy();
  drawn.set(canvas, new Chart(canvas, config));
}

const all = (): void => document.querySelectorAll<HTMLCanvasElement>('canvas[data-chart]').forEach(draw);
all();
document.addEventListener('niaga:theme', all);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTimeout(all, 0));
