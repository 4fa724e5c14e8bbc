/** A figure as a file of SVG: shapes and text only, no scripts, nothing to load. */
import type { Figure, PathShape, TextShape } from './figure.ts';

/** Fonts that are near those of the page and found everywhere. */
export const figureFonts = "Inter, 'Helvetica Neue', Arial, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";

/** `title` is what screen readers say. */
export function svgOf({ width, height, ground, plot, shapes }: Figure, title: string): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${escaped(figureFonts)}">`,
    `<title>${escaped(title)}</title>`,
    `<defs><clipPath id="plot"><rect x="${plot.left}" y="${plot.top}" width="${plot.width}" height="${plot.height}"/></clipPath></defs>`,
    `<rect width="${width}" height="${height}" fill="${escaped(ground)}"/>`,
    ...shapes.map((shape) => (shape.kind === 'path' ? pathElement(shape) : textElement(shape))),
    '</svg>',
    '',
  ].join('\n');
}

function pathElement({ d, stroke, fill, width, dash, opacity, inPlot }: PathShape): string {
  const attributes = {
    d,
    fill: fill ?? 'none',
    ...(stroke !== undefined && { stroke, 'stroke-width': String(width), 'stroke-linejoin': 'round' }),
    ...(dash.length > 0 && { 'stroke-dasharray': dash.join(' ') }),
    ...(opacity < 1 && { opacity: String(opacity) }),
    ...(inPlot && { 'clip-path': 'url(#plot)' }),
  };
  return element('path', attributes);
}

function textElement({ text, x, y, size, colour, anchor, bold, upwards }: TextShape): string {
  const attributes = {
    x: x.toFixed(2),
    y: y.toFixed(2),
    'font-size': String(size),
    fill: colour,
    ...(anchor !== 'start' && { 'text-anchor': anchor }),
    ...(bold && { 'font-weight': '600' }),
    ...(upwards && { transform: `rotate(-90 ${x.toFixed(2)} ${y.toFixed(2)})` }),
  };
  return element('text', attributes, text);
}

function element(name: string, attributes: Readonly<Record<string, string>>, content?: string): string {
  const head = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  return content === undefined ? `<${name}${head}/>` : `<${name}${head}>${escaped(content)}</${name}>`;
}

/** Characters that mean something in XML; those that may not stand in it at all are left out. */
function escaped(text: string): string {
  return [...text]
    .filter((letter) => letter >= ' ' || letter === '\n' || letter === '\t')
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
