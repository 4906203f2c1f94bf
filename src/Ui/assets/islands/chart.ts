/** Draws every <canvas data-chart> from the JSON beside it. The same numbers stand in a table for who cannot see it. */
import {
  ArcElement, BarController, BarElement, CategoryScale, Chart, DoughnutController, Filler, Legend, LinearScale, LineController,
  LineElement, PointElement, Tooltip, type ChartConfiguration, type ChartType,
} from 'chart.js';

Chart.register(ArcElement, BarController, BarElement, CategoryScale, DoughnutController, Filler, Legend, LinearScale, LineController,
  LineElement, PointElement, Tooltip);

interface Series { name: string; values: (number | null)[] }
interface Data { kind: 'line' | 'bar' | 'rows' | 'doughnut'; labels: string[]; series: Series[]; money: boolean; culture: string }

const drawn = new Map<HTMLCanvasElement, Chart<ChartType, (number | null)[], string>>();
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A name as a chart has room for it: its words on two lines, and the last one cut. */
function twoLines(name: string, most: number): string[] {
  const lines = [''];
  for (const word of name.split(' ')) {
    const line = lines[lines.length - 1] ?? '';
    if (line !== '' && line.length + 1 + word.length > most && lines.length < 2) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map(line => line.length > most ? line.slice(0, most - 1).trimEnd() + '…' : line);
}

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
  const grid = colour('--niaga-chart-grid');
  const round = data.kind === 'doughnut';
  const lying = data.kind === 'rows';
  const bars = lying || data.kind === 'bar';
  const small = (canvas.parentElement?.clientWidth ?? 0) < 480;
  // A small loss does not open a whole step below the line.
  const known = data.series.flatMap(s => s.values).filter(v => v !== null);
  const [least, top] = [Math.min(0, ...known), Math.max(0, ...known)];
  const amounts = {
    beginAtZero: true, border: { display: false }, grid: { color: grid }, ...(least < 0 && -least < top / 10 ? { min: least } : {}),
    ticks: {
      maxTicksLimit: lying && small ? 4 : 5, includeBounds: false, maxRotation: 0,
      callback: (v: number | string) => `${Number(v) < 0 ? '−' : ''}${data.money ? 'RM' : ''}${short.format(Math.abs(Number(v)))}`,
    },
  };
  // What no option below names.
  Chart.defaults.font.family = style.fontFamily;
  Chart.defaults.font.size = 12;
  Chart.defaults.color = colour('--niaga-chart-text');

  const config: ChartConfiguration<ChartType, (number | null)[], string> = {
    type: lying ? 'bar' : data.kind as Exclude<Data['kind'], 'rows'>,
    data: {
      labels: data.labels,
      datasets: data.series.map((s, i) => ({
        label: s.name,
        data: s.values,
        borderColor: round ? colour('--niaga-surface') : pick(i),
        backgroundColor: round ? s.values.map((_, j) => pick(j)) : data.kind === 'line' && i === 0 ? pick(i) + '1f' : pick(i),
        borderWidth: bars ? 0 : 2,
        borderRadius: bars ? 4 : 0,
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
      indexAxis: lying ? 'y' : 'x',
      interaction: { mode: round ? 'nearest' : 'index', axis: lying ? 'y' : 'x', intersect: round },
      scales: round ? {} : lying ? {
        x: amounts,
        y: { grid: { display: false }, border: { color: grid }, ticks: { autoSkip: false, callback: (_, i) => twoLines(data.labels[i] ?? '', small ? 16 : 44) } },
      } : {
        x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 16 }, border: { color: grid } },
        y: amounts,
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
